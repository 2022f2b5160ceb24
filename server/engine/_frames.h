#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *frame_of(const char *head, Py_ssize_t first, const char *middle, Py_ssize_t second, const char *tail,
                   Py_ssize_t third);
PyObject *whole_text(PyObject *module, PyObject *const *args, Py_ssize_t count);
PyObject *text_frame(PyObject *module, PyObject *const *parts, Py_ssize_t count);
