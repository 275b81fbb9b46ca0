"""Running programs that are not trusted: one confined process each, judged by what it used.

`process` is the parent's side; `backends` chooses what confines, and tries it with `canaries` before it is trusted.
`child` is what runs in the process: it confines itself (`confine`, with `landlock` and `seccomp`, in namespaces that
`bubblewrap` makes where that is there) and only then serves, over a `channel` that is not its standard output, or
becomes another program.

Not promised: hiding which paths exist (without bubblewrap, names and sizes can be asked for), secrecy of the machine's
clock and kernel version. Memory is bounded for each process, and they can't multiply.
"""
