"""Running programs that are not trusted: one confined process each, judged by what it used.

`process` is the parent's side. `child` is what runs in the process: it confines itself (`confine`, with
`landlock` and `seccomp`) and only then serves, over a `channel` that is not its standard output.

Not promised: hiding which paths exist (names and sizes can be asked for), a bound on the memory of all processes
together (it is per process, and they can't multiply), secrecy of the machine's clock and kernel version.
"""
