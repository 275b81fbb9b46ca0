/* qforge._q_grammar: hands the compiled grammar of q to py-tree-sitter. */

#include <Python.h>

typedef struct TSLanguage TSLanguage;
const TSLanguage *tree_sitter_q(void);

static PyObject *language(PyObject *module, PyObject *arguments) {
    (void)module;
    (void)arguments;
    /* py-tree-sitter looks for this name; nothing is freed, the grammar is static. */
    return PyCapsule_New((void *)tree_sitter_q(), "tree_sitter.Language", NULL);
}

static PyMethodDef functions[] = {
    {"language", language, METH_NOARGS, "Give the grammar as a capsule for tree_sitter.Language."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
#ifdef Py_GIL_DISABLED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_q_grammar",
    .m_doc = "The tree-sitter grammar of q.",
    .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__q_grammar(void) { return PyModuleDef_Init(&module); }
