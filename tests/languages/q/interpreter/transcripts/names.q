// value of a symbol is the value of a variable, of a string the value of its text.
q)a:5
q)value`a
5
q)get`a
5
q)value"a+1"
6
q)value"b:2;b*3"
6
q)b
2
q)value`nosuch
'nosuch
q)value(+;1;2)
3
q)value(`f;1)
'f
q)f:{x*10}
q)value(`f;4)
40
q)value(f;4)
40
q)value("{x+y}";1;2)
3
q)value`a`b!1 2
1 2
q)value 5
'type

// set gives a variable a value, by name; key tells whether a name is in use.
q)`c set 1 2 3
`c
q)c
1 2 3
q)`.n.d set 4
`.n.d
q).n.d
4
q)key`c
`c
q)key`nosuch
()
q)set[`e;5]
`e
q)e
5

// value of the parts of functions.
q)value{x+y}[1]
{x+y}
1
q)value(1+)
+
1
q)value('[neg;abs])
-:
abs
q)value(+/)
+
q)area:{[w;h]k:w*h;k}
q)(value area)1 2
`w`h
,`k
q)last value area
"{[w;h]k:w*h;k}"
q)(value area)0
'nyi: value of a lambda
q)value({x}')
{x}

// Namespaces hold variables whose names start with a dot.
q).my.a:1
q).my.f:{x+.my.a}
q).my.f 2
3
q)key`.my
``a`f
q).my
 | ::
a| 1
f| {x+.my.a}
q).my.a+:5
q).my.f 2
8
q).my[`a]
6
q)`.my.b set 7
`.my.b
q).my.b
7
q).nosuch.a
'.nosuch.a

// \d enters a namespace: names without a dot are its own.
q)\d .lib
q)x:5
q)g:{x*y}
q)\d
`.lib
q)\d .
q)\d
`.
q).lib.x
5
q).lib.g[2;3]
6
q)x
'x
q)\d .lib
q)h:{x+k}
q)k:100
q)\d .
q)k:1
q).lib.h 1
101

// \v, \f and \a list the variables, functions and tables of a namespace.
q)v1:1
q)f1:{x}
q)t1:([]a:1 2)
q)\v
`t1`v1
q)\f
,`f1
q)\a
,`t1
q).s.p:1
q)\v .s
,`p
q)system"v"
`t1`v1

// delete removes variables of a namespace.
q)a:1
q)b:2
q)delete a from `.
`.
q)a
'a
q)b
2
q).sp.x:1
q).sp.y:2
q)delete x from `.sp
`.sp
q)key`.sp
``y

// \P is the number of digits that floats show; 0 stands for 17.
q)\P
7i
q)1%3
0.3333333
q)\P 3
q)1%3
0.333
q)123456.0
1.23e+05
q)\P 17
q)1%3
0.33333333333333331
q)0.1
0.10000000000000001
q)\P 0
q)1%3
0.33333333333333331
q)system"P 7"
q)1%3
0.3333333

// \c is the size of the console.
q)\c
25 80i
q)\c 10 40
q)til 100
0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15..
q)til each 20#1
0
0
0
0
0
0
0
..

// Commands and names that reach outside are refused.
q)\ts 1+1
'nyi: \ts
q)\l file.q
'nyi: \l
q)system"ls"
'nyi: \ls
q).z.p
'nyi: .z.p
q)read0`:file
'nyi: read0
q)hopen 5000
'nyi: hopen
q)getenv`HOME
'nyi: getenv
q)1?10
'nyi: rand
q)@[value;".z.p";{`caught}]
'nyi: .z.p
q).Q.nosuch
'nyi: .Q.nosuch
q).h.nosuch
'nyi: .h.nosuch

// A dictionary whose keys are no symbols is no namespace, but a value of its name.
q).v:1 2!3 4
q).v
1| 3
2| 4
q).w:([k:1 2]v:3 4)
q).w
k| v
-| -
1| 3
2| 4
