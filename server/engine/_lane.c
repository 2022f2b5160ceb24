/* The usual event, whole, from the text of its packet to the frame of its ack. Everything else is "not mine": then nothing has
 * been changed, and the general path in Python decides about the same text, and words each refusal.
 *
 *   bytes ──► whole_text ──► the client's queue (Python: in order, bounded) ──► Lane
 *                                                                                │ 2<id>["name",{…}], a name of the table?
 *                                                                                │ connected? rate left in both buckets?
 *                                                                                │ payload ──► pydantic-core, which may refuse
 *                                 general(connection, message) ◄── not mine ─────┤
 *                                                                                │ pays, begins the call, starts the handler
 *   bytes ◄── the connection's outbox (Python) ◄── 43<id>[{"ok":true,…}] ◄───────┤ it has ended: counted, answered
 *                                                            failed(…) ◄─────────┤ it has raised
 *                                                            wait(…)   ◄─────────┘ it waits; then Python calls `ended`
 *
 * Buckets, rows of counters, frames and outboxes are the objects of the general path. There is no system call here, and no
 * clock but the one that is given. Whatever is used while Python code may run is held. tests/server/engine/test_lane.py
 * compares it with Python, docs/engine.md follows one message through, docs/decisions/0033 says why. */
#include "_frames.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

enum { LONGEST_ID = 16, LONGEST_NUMBER = 18, BYTES_IN = 512, BYTES_OUT = 4096, MOST_BOUNDS = 32 };

/* What a lane is made with, by name; the last four are the types of the general path's objects. */
#define PARTS(part) part(general) part(events) part(clock) part(require) part(require_room) part(pay) part(call) part(current) \
    part(program) part(serializer) part(raw) part(wait) part(failed) part(frame) part(bounds) \
    part(connection) part(client) part(bucket) part(row)
#define AS_ENUM(name) P_##name,
#define AS_NAME(name) #name,
enum { PARTS(AS_ENUM) PART_COUNT, SERIALIZERS = PART_COUNT, FORBID, OK, QUEUE, STEPS, EXTRA, BY_ALIAS, HAS_COUNT };
static const char *const part_names[] = {PARTS(AS_NAME)};

/* Where the values that it reads and writes lie in these objects: they are slots. */
enum { CLIENT, PARTIAL, USER, ADDRESS, CALLER, BUCKET, SHARE, RATE, BURST, LEVEL, SEEN, CODES, COUNTS, SECONDS, SLOT_COUNT };
static const struct { int type; const char *name; } slot_names[] = {
    {P_connection, "client"}, {P_connection, "partial"},
    {P_client, "user"}, {P_client, "address"}, {P_client, "program"}, {P_client, "bucket"}, {P_client, "share"},
    {P_bucket, "_rate"}, {P_bucket, "_burst"}, {P_bucket, "_level"}, {P_bucket, "_seen"},
    {P_row, "codes"}, {P_row, "counts"}, {P_row, "seconds"},
};

/* An event of the table. */
enum { VALIDATE, HANDLER, COST, GROWS, ROW, ENTRY_SIZE };

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    PyObject *part[HAS_COUNT];
    Py_ssize_t slot[SLOT_COUNT];
    double bounds[MOST_BOUNDS];
    int bound_count;
    long long taken;
} Lane;

#define SLOT(lane, object, which) (*(PyObject **)((char *)(object) + (lane)->slot[which]))
#define IS(lane, object, part_name) PyObject_TypeCheck(object, (PyTypeObject *)(lane)->part[P_##part_name])

/* ---- the text ---------------------------------------------------------------------------------------------------- */

typedef struct { const char *id, *name, *payload; Py_ssize_t id_size, name_size, payload_size; } Event;

/* Whether all readers of JSON read this alike, as far as they accept it: orjson has floats for integers above 64 bits and refuses
 * NaN and Infinity; pydantic-core has integers of any length, and takes both words. */
static int
is_plain_json(const char *at, const char *end)
{
    for (int digits = 0; at < end; at++) {
        digits = *at >= '0' && *at <= '9' ? digits + 1 : 0;
        if (digits > LONGEST_NUMBER || (*at == 'N' && at[1] == 'a' && at[2] == 'N') ||
            (*at == 'I' && at[1] == 'n' && at[2] == 'f'))
            return 0;
    }
    return 1;
}

/* Reads `2<id>["name",{…}]`; whether the text has this form. It ends with a zero, behind `size`. */
static int
read_event(const char *text, Py_ssize_t size, Event *event)
{
    const char *at = text + 1, *end = text + size - 1;
    if (size < 9 || *text != '2' || end[0] != ']' || end[-1] != '}')
        return 0;
    event->id = at;
    while (*at >= '0' && *at <= '9')
        at++;
    event->id_size = at - event->id;
    event->name = at + 2;
    if (event->id_size > LONGEST_ID || at[0] != '[' || at[1] != '"' || event->name >= end)
        return 0;
    const char *quote = memchr(event->name, '"', end - event->name);
    if (quote == NULL || quote[1] != ',' || quote[2] != '{')
        return 0;
    event->name_size = quote - event->name;
    event->payload = quote + 2;
    event->payload_size = end - event->payload;
    return is_plain_json(event->payload, end);
}

/* ---- rates: `Bucket.take` in two steps, so that a refusal takes nothing anywhere ----------------------------------- */

typedef struct { double level, seen; int is_limited; } Payment;

/* Whether a bucket has `cost`, as `Bucket.take` decides it. */
static int
can_pay(const Lane *lane, PyObject *bucket, double now, double cost, Payment *payment)
{
    double number[4];
    for (int i = 0; i < 4; i++) {
        PyObject *one = SLOT(lane, bucket, RATE + i);
        if (one == NULL || ((number[i] = PyFloat_AsDouble(one)) == -1.0 && PyErr_Occurred()))
            return 0;
    }
    double rate = number[0], burst = number[1];
    *payment = (Payment){number[2], number[3], rate != 0.0};
    if (payment->is_limited && now > payment->seen) {
        payment->level += (now - payment->seen) * rate;
        payment->seen = now;
        if (payment->level > burst)
            payment->level = burst;
    }
    if (payment->is_limited && payment->level < cost && payment->level < burst)
        return 0;
    payment->level -= cost;
    return 1;
}

static int
set_float(PyObject **slot, double value)
{
    PyObject *made = PyFloat_FromDouble(value);
    if (made == NULL)
        return -1;
    Py_XSETREF(*slot, made);
    return 0;
}

static int
settle(const Lane *lane, PyObject *bucket, const Payment *payment)
{
    if (!payment->is_limited)
        return 0;
    return set_float(&SLOT(lane, bucket, LEVEL), payment->level) || set_float(&SLOT(lane, bucket, SEEN), payment->seen);
}

/* ---- counters: `Answers.add` ---------------------------------------------------------------------------------------- */

static PyObject *
one_more(PyObject *number)
{
    long long count = number == NULL ? 0 : PyLong_AsLongLong(number);
    return count == -1 && PyErr_Occurred() ? NULL : PyLong_FromLongLong(count + 1);
}

static int
count_ok(const Lane *lane, PyObject *row, double took)
{
    PyObject *codes = SLOT(lane, row, CODES), *counts = SLOT(lane, row, COUNTS), *seconds = SLOT(lane, row, SECONDS);
    int bucket = 0;
    while (bucket < lane->bound_count && lane->bounds[bucket] < took)
        bucket++;
    if (codes == NULL || counts == NULL || seconds == NULL || !PyDict_Check(codes) || !PyList_Check(counts) ||
        PyList_GET_SIZE(counts) <= bucket)
        return PyErr_SetString(PyExc_TypeError, "a row has codes, counts and seconds"), -1;
    PyObject *had = PyDict_GetItemWithError(codes, lane->part[OK]), *sum = PyErr_Occurred() ? NULL : one_more(had);
    if (sum == NULL)
        return -1;
    int failed = PyDict_SetItem(codes, lane->part[OK], sum);
    Py_DECREF(sum);
    if (failed || (sum = one_more(PyList_GET_ITEM(counts, bucket))) == NULL || PyList_SetItem(counts, bucket, sum))
        return -1;
    double before = PyFloat_AsDouble(seconds);
    return before == -1.0 && PyErr_Occurred() ? -1 : set_float(&SLOT(lane, row, SECONDS), before + took);
}

static int
read_clock(const Lane *lane, double *now)
{
    PyObject *time = PyObject_CallNoArgs(lane->part[P_clock]);
    if (time == NULL)
        return -1;
    *now = PyFloat_AsDouble(time);
    Py_DECREF(time);
    return *now == -1.0 && PyErr_Occurred() ? -1 : 0;
}

/* ---- one message ---------------------------------------------------------------------------------------------------- */

/* What is held of a message that may be ours; the middle ones are the client's, as in its slots. */
enum { H_CLIENT, H_USER, H_ADDRESS, H_CALLER, H_BUCKET, H_SHARE, H_ENTRY, H_PAYLOAD, HELD_COUNT };
typedef struct { Event event; PyObject *held[HELD_COUNT]; Payment own, shared; double cost, started; } Accepted;

/* A check that raises is made again by the general path. */
static int
passes(PyObject *answer)
{
    Py_XDECREF(answer);
    return answer != NULL;
}

/* The part of the table, the client, and what is the client's. */
static int
find(const Lane *lane, PyObject *connection, PyObject *message, Accepted *of)
{
    Py_ssize_t size;
    if (!PyUnicode_Check(message) || !IS(lane, connection, connection) || SLOT(lane, connection, PARTIAL) != Py_None)
        return 0;
    const char *text = PyUnicode_AsUTF8AndSize(message, &size);
    PyObject *client = of->held[H_CLIENT] = Py_XNewRef(SLOT(lane, connection, CLIENT));
    if (text == NULL || client == NULL || !IS(lane, client, client) || !read_event(text, size, &of->event))
        return 0;
    PyObject *name = PyUnicode_FromStringAndSize(of->event.name, of->event.name_size);
    of->held[H_ENTRY] = name == NULL ? NULL : Py_XNewRef(PyDict_GetItemWithError(lane->part[P_events], name));
    Py_XDECREF(name);
    for (int i = H_USER; i <= H_SHARE; i++)
        of->held[i] = Py_XNewRef(SLOT(lane, client, USER + i - H_USER));
    for (int i = 0; i < H_PAYLOAD; i++)
        if (of->held[i] == NULL)
            return 0;
    of->cost = PyFloat_AS_DOUBLE(PyTuple_GET_ITEM(of->held[H_ENTRY], COST)) +
               (double)(PyUnicode_GET_LENGTH(message) / BYTES_IN);
    return IS(lane, of->held[H_BUCKET], bucket) && IS(lane, of->held[H_SHARE], bucket);
}

/* Everything that could refuse: nothing is changed before the last check has passed. An error is "not mine" too. */
static int
is_accepted(const Lane *lane, PyObject *connection, PyObject *message, Accepted *of)
{
    if (!find(lane, connection, message, of) || read_clock(lane, &of->started) ||
        !can_pay(lane, of->held[H_BUCKET], of->started, of->cost, &of->own) ||
        !can_pay(lane, of->held[H_SHARE], of->started, of->cost, &of->shared) ||
        !passes(PyObject_CallOneArg(lane->part[P_require], of->held[H_USER])) ||
        (PyTuple_GET_ITEM(of->held[H_ENTRY], GROWS) == Py_True && !passes(PyObject_CallNoArgs(lane->part[P_require_room]))))
        return 0;
    PyObject *arguments[] = {PyBytes_FromStringAndSize(of->event.payload, of->event.payload_size), lane->part[FORBID]};
    if (arguments[0] == NULL)
        return 0;
    of->held[H_PAYLOAD] = PyObject_Vectorcall(PyTuple_GET_ITEM(of->held[H_ENTRY], VALIDATE), arguments, 1, lane->part[EXTRA]);
    Py_DECREF(arguments[0]);
    return of->held[H_PAYLOAD] != NULL &&
           (lane->part[P_pay] == Py_None || passes(PyObject_CallFunction(lane->part[P_pay], "OOdd", of->held[H_CLIENT],
                                                                        of->held[H_PAYLOAD], of->cost, of->started)));
}

/* The JSON object of an answer, as bytes. */
static PyObject *
json_of(const Lane *lane, PyObject *answer)
{
    PyObject *kind = (PyObject *)Py_TYPE(answer), *json;
    if (kind == lane->part[P_raw]) {
        json = PyObject_GetAttrString(answer, "json");
    } else {
        PyObject *to_json = Py_XNewRef(PyDict_GetItemWithError(lane->part[SERIALIZERS], kind));
        if (to_json == NULL && !PyErr_Occurred()) {
            to_json = PyObject_CallOneArg(lane->part[P_serializer], kind);
            if (to_json != NULL && PyDict_SetItem(lane->part[SERIALIZERS], kind, to_json))
                Py_CLEAR(to_json);
        }
        PyObject *const arguments[] = {answer, Py_True};
        json = to_json == NULL ? NULL : PyObject_Vectorcall(to_json, arguments, 1, lane->part[BY_ALIAS]);
        Py_XDECREF(to_json);
    }
    if (json != NULL && (!PyBytes_Check(json) || PyBytes_GET_SIZE(json) < 2)) {
        PyErr_SetString(PyExc_TypeError, "an answer is a JSON object");
        Py_CLEAR(json);
    }
    return json;
}

/* Gives the ack to the connection's outbox. Answers the length of its frame, -1 with an error. */
static Py_ssize_t
send_ack(const Lane *lane, PyObject *connection, const Event *event, PyObject *answer)
{
    static const char whole[] = "[{\"ok\":true,";
    char head[2 + LONGEST_ID + sizeof whole] = "43";
    PyObject *json = json_of(lane, answer);
    if (json == NULL)
        return -1;
    Py_ssize_t size = PyBytes_GET_SIZE(json), start = 2 + event->id_size, said = (Py_ssize_t)sizeof whole - 1 - (size == 2);
    memcpy(head + 2, event->id, event->id_size);
    memcpy(head + start, whole, said);
    PyObject *bytes = frame_of(head, start + said, PyBytes_AS_STRING(json) + 1, size - 1, "]", 1);
    Py_DECREF(json);
    PyObject *frame = bytes == NULL ? NULL : PyObject_CallOneArg(lane->part[P_frame], bytes);
    size = bytes == NULL ? 0 : PyBytes_GET_SIZE(bytes);
    Py_XDECREF(bytes);
    PyObject *queued = frame == NULL ? NULL : PyObject_CallMethodOneArg(connection, lane->part[QUEUE], frame);
    Py_XDECREF(frame);
    return passes(queued) ? size : -1;
}

/* The handler has answered: counts, sends, and does what was to be done after that. */
static int
has_ended(const Lane *lane, PyObject *connection, const Accepted *of, PyObject *call, PyObject *answer)
{
    double now;
    Py_ssize_t size = 0;
    if (read_clock(lane, &now) || count_ok(lane, PyTuple_GET_ITEM(of->held[H_ENTRY], ROW), now - of->started) ||
        (of->event.id_size && (size = send_ack(lane, connection, &of->event, answer)) < 0) ||
        (size >= BYTES_OUT && !passes(PyObject_CallMethod(of->held[H_CLIENT], "owe", "n", size / BYTES_OUT))))
        return -1;
    PyObject *steps = PyObject_GetAttr(call, lane->part[STEPS]);
    if (steps == NULL)
        return -1;
    Py_ssize_t done = 0, count = PyTuple_Check(steps) ? PyTuple_GET_SIZE(steps) : 0;
    while (done < count && passes(PyObject_CallNoArgs(PyTuple_GET_ITEM(steps, done))))
        done++;
    Py_DECREF(steps);
    return done < count ? -1 : 0;
}

/* What log lines and scripts know of the call. */
static int
begin_call(const Lane *lane, const Accepted *of, PyObject *call)
{
    PyObject *had;
    if (!passes(PyContextVar_Set(lane->part[P_current], call)) || PyContextVar_Get(lane->part[P_program], NULL, &had))
        return -1;
    Py_XDECREF(had);
    return had == of->held[H_CALLER] || passes(PyContextVar_Set(lane->part[P_program], of->held[H_CALLER])) ? 0 : -1;
}

/* What waits, or has raised, goes on in Python: `told(what, waits, client, id, call, entry, payload, started)`. */
static PyObject *
tell(PyObject *told, PyObject *what, PyObject *waits, const Accepted *of, PyObject *call)
{
    return PyObject_CallFunction(told, "OOOs#OOOd", what, waits, of->held[H_CLIENT], of->event.id, of->event.id_size, call,
                                 of->held[H_ENTRY], of->held[H_PAYLOAD], of->started);
}

static PyObject *
tell_error(const Lane *lane, const Accepted *of, PyObject *call)
{
    PyObject *type, *error, *traceback, *told = NULL;
    PyErr_Fetch(&type, &error, &traceback);
    PyErr_NormalizeException(&type, &error, &traceback);
    if (traceback == NULL || !PyException_SetTraceback(error, traceback))
        told = tell(lane->part[P_failed], error, Py_None, of, call);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(traceback);
    return told;
}

/* Carries out an accepted event. Answers what remains to be awaited, or None. */
static PyObject *
run(const Lane *lane, PyObject *connection, const Accepted *of)
{
    PyObject *const who[] = {of->held[H_ADDRESS], of->held[H_USER], of->held[H_CLIENT]};
    if (settle(lane, of->held[H_BUCKET], &of->own) || settle(lane, of->held[H_SHARE], &of->shared))
        return NULL;
    PyObject *call = PyObject_Vectorcall(lane->part[P_call], who, 3, NULL), *running = NULL, *answer = NULL, *done = NULL;
    if (call != NULL && !begin_call(lane, of, call)) {
        PyObject *const asked[] = {call, of->held[H_PAYLOAD]};
        running = PyObject_Vectorcall(PyTuple_GET_ITEM(of->held[H_ENTRY], HANDLER), asked, 2, NULL);
        PySendResult state = running == NULL ? PYGEN_ERROR : PyIter_Send(running, Py_None, &answer);
        if (state == PYGEN_RETURN)
            done = has_ended(lane, connection, of, call, answer) ? NULL : Py_NewRef(Py_None);
        else if (state == PYGEN_NEXT)
            done = tell(lane->part[P_wait], running, answer, of, call);
        else
            done = tell_error(lane, of, call);
    }
    Py_XDECREF(running);
    Py_XDECREF(answer);
    Py_XDECREF(call);
    return done;
}

static PyObject *
lane_call(PyObject *self, PyObject *const *arguments, size_t flags, PyObject *names)
{
    Lane *lane = (Lane *)self;
    Accepted of = {.cost = 0};
    PyObject *answer;
    if (PyVectorcall_NARGS(flags) != 2 || names != NULL)
        return PyErr_Format(PyExc_TypeError, "a lane takes a connection and its message");
    if (is_accepted(lane, arguments[0], arguments[1], &of)) {
        lane->taken++;
        answer = run(lane, arguments[0], &of);
    } else {
        PyErr_Clear();
        answer = PyObject_Vectorcall(lane->part[P_general], arguments, 2, NULL);
    }
    for (int i = 0; i < HELD_COUNT; i++)
        Py_XDECREF(of.held[i]);
    return answer;
}

/* `ended(connection, client, id, call, entry, started, answer)`: a handler that was waited for has answered. */
static PyObject *
lane_ended(PyObject *self, PyObject *const *arguments, Py_ssize_t count)
{
    const Lane *lane = (Lane *)self;
    Accepted of = {.cost = 0};
    if (count != 7 || !IS(lane, arguments[0], connection) || !IS(lane, arguments[1], client) || !PyUnicode_Check(arguments[2]) ||
        !PyTuple_Check(arguments[4]) || PyTuple_GET_SIZE(arguments[4]) < ENTRY_SIZE ||
        !IS(lane, PyTuple_GET_ITEM(arguments[4], ROW), row) || !PyFloat_Check(arguments[5]))
        return PyErr_Format(PyExc_TypeError, "ended takes what an event has begun with, and its answer");
    of.event.id = PyUnicode_AsUTF8AndSize(arguments[2], &of.event.id_size);
    if (of.event.id == NULL)
        return NULL;
    if (of.event.id_size > LONGEST_ID)
        return PyErr_Format(PyExc_ValueError, "an id has %d digits", LONGEST_ID);
    of.held[H_CLIENT] = arguments[1];
    of.held[H_ENTRY] = arguments[4];
    of.started = PyFloat_AS_DOUBLE(arguments[5]);
    return has_ended(lane, arguments[0], &of, arguments[3], arguments[6]) ? NULL : Py_NewRef(Py_None);
}

/* ---- the type ------------------------------------------------------------------------------------------------------- */

static int
lane_traverse(Lane *lane, visitproc visit, void *arg)
{
    for (int i = 0; i < HAS_COUNT; i++)
        Py_VISIT(lane->part[i]);
    return 0;
}

static int
lane_clear(Lane *lane)
{
    for (int i = 0; i < HAS_COUNT; i++)
        Py_CLEAR(lane->part[i]);
    return 0;
}

static void
lane_dealloc(Lane *lane)
{
    PyObject_GC_UnTrack(lane);
    lane_clear(lane);
    Py_TYPE(lane)->tp_free((PyObject *)lane);
}

static int
wrong(const char *what)
{
    return PyErr_Format(PyExc_TypeError, "a lane needs %s", what), -1;
}

static int
take_parts(Lane *lane, PyObject *names)
{
    PyObject *name, *entry;
    for (int i = 0; i < PART_COUNT; i++) {
        lane->part[i] = names == NULL ? NULL : Py_XNewRef(PyDict_GetItemString(names, part_names[i]));
        if (lane->part[i] == NULL || (i >= P_connection && !PyType_Check(lane->part[i])))
            return wrong(part_names[i]);
    }
    for (int i = 0; i < SLOT_COUNT; i++) {
        PyObject *found = PyObject_GetAttrString(lane->part[slot_names[i].type], slot_names[i].name);
        Py_XDECREF(found); /* its type holds it */
        if (found == NULL || !Py_IS_TYPE(found, &PyMemberDescr_Type) ||
            ((PyMemberDescrObject *)found)->d_member->type != T_OBJECT_EX)
            return wrong(slot_names[i].name);
        lane->slot[i] = ((PyMemberDescrObject *)found)->d_member->offset;
    }
    PyObject *bounds = lane->part[P_bounds], *events = lane->part[P_events];
    if (!PyTuple_Check(bounds) || PyTuple_GET_SIZE(bounds) > MOST_BOUNDS || !PyDict_Check(events))
        return wrong("events and bounds");
    for (; lane->bound_count < PyTuple_GET_SIZE(bounds); lane->bound_count++)
        lane->bounds[lane->bound_count] = PyFloat_AsDouble(PyTuple_GET_ITEM(bounds, lane->bound_count));
    for (Py_ssize_t at = 0; PyDict_Next(events, &at, &name, &entry);)
        if (!PyTuple_Check(entry) || PyTuple_GET_SIZE(entry) < ENTRY_SIZE ||
            !PyFloat_CheckExact(PyTuple_GET_ITEM(entry, COST)) || !IS(lane, PyTuple_GET_ITEM(entry, ROW), row))
            return wrong("the parts of each event");
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *
lane_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    Lane *lane = (Lane *)type->tp_alloc(type, 0);
    if (lane == NULL)
        return NULL;
    lane->call = lane_call;
    lane->part[SERIALIZERS] = PyDict_New();
    static const char *const words[] = {"forbid", "ok", "queue", "steps"};
    for (int i = 0; i < 4; i++)
        lane->part[FORBID + i] = PyUnicode_InternFromString(words[i]);
    lane->part[EXTRA] = Py_BuildValue("(s)", "extra");
    lane->part[BY_ALIAS] = Py_BuildValue("(s)", "by_alias");
    if (PyErr_Occurred() || take_parts(lane, names))
        Py_CLEAR(lane);
    return (PyObject *)lane;
}

static PyMemberDef lane_members[] = {
    {"taken", T_LONGLONG, offsetof(Lane, taken), READONLY, "Messages that it has handled."},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef lane_methods[] = {
    {"ended", (PyCFunction)(void (*)(void))lane_ended, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject lane_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "server.engine._lane.Lane",
    .tp_basicsize = sizeof(Lane),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(Lane, call),
    .tp_call = PyVectorcall_Call,
    .tp_new = lane_new,
    .tp_traverse = (traverseproc)lane_traverse,
    .tp_clear = (inquiry)lane_clear,
    .tp_dealloc = (destructor)lane_dealloc,
    .tp_members = lane_members,
    .tp_methods = lane_methods,
};

static PyMethodDef functions[] = {
    {"whole_text", (PyCFunction)(void (*)(void))whole_text, METH_FASTCALL, NULL},
    {"text_frame", (PyCFunction)(void (*)(void))text_frame, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "_lane", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC
PyInit__lane(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddType(module, &lane_type))
        Py_CLEAR(module);
    return module;
}
