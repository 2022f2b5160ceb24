/* Usual frames: a client's that is one whole text message, and ours of three parts. pure.py has the same in Python. Nothing here
 * keeps state or calls Python code. */
#include "_frames.h"

#include <stdint.h>
#include <string.h>

enum { FIN_TEXT = 0x81, MASKED = 0x80, HEAD = 2, MASK = 4 };

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

/* whole_text(data: bytes, limit: int, /) -> str | None */
PyObject *
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

/* A whole text frame as a server sends it, of three parts. */
PyObject *
frame_of(const char *head, Py_ssize_t first, const char *middle, Py_ssize_t second, const char *tail, Py_ssize_t third)
{
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
    memcpy(out + first, middle, second);
    memcpy(out + first + second, tail, third);
    return frame;
}

/* text_frame(head: str, body: bytes, tail: bytes, /) -> bytes */
PyObject *
text_frame(PyObject *module, PyObject *const *parts, Py_ssize_t count)
{
    if (count != 3 || !PyUnicode_Check(parts[0]) || !PyBytes_Check(parts[1]) || !PyBytes_Check(parts[2]))
        return PyErr_Format(PyExc_TypeError, "text_frame takes a str and twice bytes");
    Py_ssize_t first;
    const char *head = PyUnicode_AsUTF8AndSize(parts[0], &first);
    if (head == NULL)
        return NULL;
    return frame_of(head, first, PyBytes_AS_STRING(parts[1]), PyBytes_GET_SIZE(parts[1]), PyBytes_AS_STRING(parts[2]),
                    PyBytes_GET_SIZE(parts[2]));
}
