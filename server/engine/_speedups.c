/* The engine's three steps that every message takes, in C. Each has a twin in Python, which is used where this module
 * is not built; tests/server/engine/test_speedups.py holds the two together. docs/decisions/0029 says what it saves.
 *
 * Nothing here keeps state or calls Python code, so nothing can change while a function runs. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { FIN_TEXT = 0x81, MASKED = 0x80, HEAD = 2, MASK = 4, LONGEST_ID = 16 };

/* The payload's length from a frame's head, or -1 for a form that `FrameParser.feed` must see. `*body` is where the
 * payload begins. */
static Py_ssize_t
payload_size(const unsigned char *data, Py_ssize_t end, Py_ssize_t *body)
{
    if (end < HEAD + MASK + 1 || data[0] != FIN_TEXT || !(data[1] & MASKED))
        return -1;
    Py_ssize_t size = data[1] & 0x7f;
    *body = HEAD + MASK;
    if (size == 127)
        return -1;
    if (size == 126) {
        size = (Py_ssize_t)data[2] << 8 | data[3];
        *body += 2;
    }
    return size + *body == end ? size : -1;
}

/* Unmasks eight bytes at a time; the result has the high bits that any byte had. */
static uint64_t
unmask(unsigned char *out, const unsigned char *from, Py_ssize_t size, const unsigned char *mask)
{
    uint64_t wide, word, seen = 0;
    Py_ssize_t i = 0;
    memcpy(&wide, mask, MASK);
    memcpy((unsigned char *)&wide + MASK, mask, MASK);
    for (; i + 8 <= size; i += 8) {
        memcpy(&word, from + i, 8);
        word ^= wide;
        seen |= word;
        memcpy(out + i, &word, 8);
    }
    for (; i < size; i++) {
        out[i] = from[i] ^ mask[i & 3];
        seen |= out[i];
    }
    return seen & UINT64_C(0x8080808080808080);
}

PyDoc_STRVAR(whole_text_doc, "whole_text(data: bytes, limit: int, /) -> str | None");

static PyObject *
whole_text(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyBytes_Check(args[0]))
        return PyErr_Format(PyExc_TypeError, "whole_text takes bytes and a limit");
    Py_ssize_t limit = PyLong_AsSsize_t(args[1]);
    if (limit == -1 && PyErr_Occurred())
        return NULL;
    const unsigned char *data = (const unsigned char *)PyBytes_AS_STRING(args[0]);
    Py_ssize_t body, size = payload_size(data, PyBytes_GET_SIZE(args[0]), &body);
    if (size <= 0 || size > limit)
        Py_RETURN_NONE;
    /* Nearly every text is ASCII: it is unmasked straight into its string. Any other is decoded from there. */
    PyObject *text = PyUnicode_New(size, 127);
    if (text == NULL)
        return NULL;
    unsigned char *out = PyUnicode_1BYTE_DATA(text);
    if (!unmask(out, data + body, size, data + body - MASK))
        return text;
    PyObject *decoded = PyUnicode_DecodeUTF8((const char *)out, size, "strict");
    Py_DECREF(text);
    if (decoded == NULL && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    return decoded;
}

static int
is_digit(Py_UCS4 character)
{
    return character >= '0' && character <= '9';
}

PyDoc_STRVAR(plain_event_doc, "plain_event(text: str, /) -> tuple[str, str] | None");

static PyObject *
plain_event(PyObject *module, PyObject *text)
{
    if (!PyUnicode_Check(text))
        return PyErr_Format(PyExc_TypeError, "plain_event takes a str");
    Py_ssize_t end = PyUnicode_GET_LENGTH(text), start = 1;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    while (start < end && start <= LONGEST_ID && is_digit(PyUnicode_READ(kind, data, start)))
        start++;
    if (start >= end || PyUnicode_READ(kind, data, start) != '[')
        Py_RETURN_NONE;
    PyObject *ack_id = PyUnicode_Substring(text, 1, start);
    PyObject *payload = PyUnicode_Substring(text, start, end);
    PyObject *found = ack_id && payload ? PyTuple_Pack(2, ack_id, payload) : NULL;
    Py_XDECREF(ack_id);
    Py_XDECREF(payload);
    return found;
}

PyDoc_STRVAR(text_frame_doc, "text_frame(head: str, body: bytes, tail: bytes, /) -> bytes");

static PyObject *
text_frame(PyObject *module, PyObject *const *parts, Py_ssize_t count)
{
    if (count != 3 || !PyUnicode_Check(parts[0]) || !PyBytes_Check(parts[1]) || !PyBytes_Check(parts[2]))
        return PyErr_Format(PyExc_TypeError, "text_frame takes a str and twice bytes");
    Py_ssize_t first, second = PyBytes_GET_SIZE(parts[1]), third = PyBytes_GET_SIZE(parts[2]);
    const char *head = PyUnicode_AsUTF8AndSize(parts[0], &first);
    if (head == NULL)
        return NULL;
    Py_ssize_t size = first + second + third; /* all of them are in memory: no overflow */
    Py_ssize_t body = size < 126 ? 2 : size < 65536 ? 4 : 10;
    PyObject *frame = PyBytes_FromStringAndSize(NULL, body + size);
    if (frame == NULL)
        return NULL;
    unsigned char *out = (unsigned char *)PyBytes_AS_STRING(frame);
    out[0] = FIN_TEXT;
    out[1] = (unsigned char)(body == 2 ? size : body == 4 ? 126 : 127);
    for (Py_ssize_t i = 2; i < body; i++)
        out[i] = (unsigned char)((uint64_t)size >> 8 * (body - 1 - i));
    out += body;
    memcpy(out, head, first);
    memcpy(out + first, PyBytes_AS_STRING(parts[1]), second);
    memcpy(out + first + second, PyBytes_AS_STRING(parts[2]), third);
    return frame;
}

static PyMethodDef functions[] = {
    {"whole_text", (PyCFunction)(void (*)(void))whole_text, METH_FASTCALL, whole_text_doc},
    {"plain_event", plain_event, METH_O, plain_event_doc},
    {"text_frame", (PyCFunction)(void (*)(void))text_frame, METH_FASTCALL, text_frame_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_speedups",
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit__speedups(void)
{
    return PyModuleDef_Init(&definition);
}
