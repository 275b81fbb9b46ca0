"""Every error that qforge raises on purpose, as one tree.

    QforgeError
    ├── UserError               the user can mend it: one clear line, exit status 1
    │   ├── PipelineError       the pipeline file is wrong (every mistake in it, each with its line)
    │   ├── DataError           a record or file of data is wrong
    │   ├── CertificateError    a dataset is not what its certificate says (each fault in a line)
    │   ├── PluginError         a plugin's name is not known, or its module is not a plugin
    │   ├── RunError            a run directory can't be used (in use, another pipeline's, not a run)
    │   └── BudgetError         the next request could cost more than the budget leaves
    └── InfrastructureError     the world failed, no verdict was given; the same command tries again
        ├── SandboxError        a confined process could not be started or broke for no fault of its program
        ├── TeacherError        the teacher could not be asked
        └── StorageError        the disk refused (full, not permitted, damaged)

A program that fails is never an error of this tree: it is a `record.Rejection`.
"""

from __future__ import annotations


class QforgeError(Exception):
    """Anything that qforge itself raises; `str()` of it is the line that the user reads."""


class UserError(QforgeError):
    """A mistake that the user can mend; the message says what is wrong, where, and what would be right."""


class PipelineError(UserError):
    """The pipeline file is wrong; the message has one line for each mistake, in the order of the file."""


class DataError(UserError):
    """A file of data, or a record in it, does not have the form that its reader documents."""


class CertificateError(UserError):
    """A dataset is not what its certificate says, or no certificate can be issued; a line for each fault."""


class PluginError(UserError):
    """A plugin's name is not known, or the module of that name is not a plugin of the kind."""


class RunError(UserError):
    """A run directory can't be used as asked."""


class BudgetError(UserError):
    """The next request could cost more than the budget leaves; what was answered is kept."""


class InfrastructureError(QforgeError):
    """Something that is not the program's fault failed; whatever was being judged has no verdict."""


class SandboxError(InfrastructureError):
    """A confined process could not be started, or broke for no fault of the program in it."""


class TeacherError(InfrastructureError):
    """The teacher could not be asked, however often it was tried."""


class StorageError(InfrastructureError):
    """The disk refused: full, not permitted, or damaged."""
