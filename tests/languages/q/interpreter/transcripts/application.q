// At applies a function to one argument, or indexes a list or dictionary.
q)neg@5
-5
q)1 2 3@1
2
q)@[1 2 3;0 2]
1 3
q)@[neg;5]
-5
q)(`a`b!1 2)@`b
2
q)@[`a`b!1 2;`a`zz]
1 0N
q){x+y}@1
{x+y}[1]
q)(10 20;30 40)@1
30 40
q)@[(10 20;30 40);1;2]
'type

// Dot applies a function to a list of arguments, or indexes at depth.
q)(+). 1 2
3
q).[+;1 2]
3
q){x+y+z}. 1 2 3
6
q)(1 2;3 4). 1 0
3
q).[(1 2;3 4);1 0]
3
q).[(1 2;3 4);(0 1;1)]
2 4
q).[(1 2;3 4);(::;0)]
1 3
q)(`a`b!(1 2;3 4)). (`b;1)
4
q){7}. enlist(::)
7
q){x}. 1 2
'rank
q)neg . enlist 5
-5
q)neg . 5
'type
q)(1 2 3). enlist 1
2
q)(1 2 3). ()
1 2 3

// Amend at: a function of the items at an index.
q)@[1 2 3;1;neg]
1 -2 3
q)@[1 2 3;0 2;neg]
-1 2 -3
q)@[1 2 3;0 2;+;10]
11 2 13
q)@[1 2 3;0 2;+;10 20]
11 2 23
q)@[1 2 3;0 0 0;+;1]
4 2 3
q)@[1 2 3;0;:;9]
9 2 3
q)@[1 2 3;0 1;:;8 9]
8 9 3
q)@[1 2 3;::;neg]
-1 -2 -3
q)@[`a`b!1 2;`b;neg]
a| 1
b| -2
q)@[`a`b!1 2;`a`c;:;10 30]
a| 10
b| 2
c| 30
q)@["abc";1;upper]
"aBc"
q)@[(1 2;3 4);0;reverse]
2 1
3 4
q)@[(1 2;3 4);0;,;9]
1 2 9
3 4
q)@[([]a:1 2;b:3 4);`a;neg]
a  b
----
-1 3
-2 4
q)@[([]a:1 2;b:3 4);0;neg]
a  b
-----
-1 -3
2  4

// Amend at: errors.
q)@[1 2 3;5;neg]
'length
q)@[1 2 3;5;:;1]
'length
q)@[1 2 3;1;:;`a]
'type
q)@[1 2 3;1;:;2f]
'type
q)@[1 2 3;0 1;+;1 2 3]
'length
q)@[1 2 3;`a;neg]
'type
q)@[1 2 3;0.5;neg]
'type

// Amend at by name changes the variable and gives its name.
q)v:1 2 3
q)@[`v;1;:;20]
`v
q)v
1 20 3
q)@[`v;0 2;neg]
`v
q)v
-1 20 -3
q)d:`a`b!1 2
q)@[`d;`c;:;3]
`d
q)d
a| 1
b| 2
c| 3
q)@[`nosuch;0;:;1]
'nosuch

// Dot amends at depth.
q).[(1 2;3 4);0 1;:;20]
1 20
3 4
q).[(1 2;3 4);0 1;neg]
1 -2
3 4
q).[(1 2;3 4);1 0;+;10]
1  2
13 4
q).[(1 2;3 4);(::;1);:;0]
1 0
3 0
q).[(1 2;3 4);(0 1;0);:;7]
7 2
7 4
q).[(1 2;3 4);(0 1;0 1);+;(10 20;30 40)]
11 22
33 44
q).[1 2 3;();neg]
-1 -2 -3
q).[1 2 3;();:;`x]
`x
q).[5;();+;2]
7
q).[1 2 3;enlist 1;neg]
1 -2 3
q)d:`a`b!(1 2;3 4)
q).[d;(`a;1);:;20]
a| 1 20
b| 3 4
q).[d;(`a`b;0);+;100]
a| 101 2
b| 103 4
q).[([]a:1 2;b:3 4);(1;`a);:;9]
a b
---
1 3
9 4
q).[([]a:1 2;b:3 4);(::;`b);neg]
a b
----
1 -3
2 -4
q)m:(1 2;3 4)
q).[`m;1 1;:;40]
`m
q)m
1 2
3 40
q).[`m;();:;0]
`m
q)m
0

// Indexing out of bounds gives the null of the first item's type.
q)1 2 3 5
1 2 3 5
q)(1 2 3)5
0N
q)"abc"10
" "
q)(1.5 2.5)@-1
0n
q)`a`b 7
`
q)(1 2;3 4)5
`long$()
q)(1;`a)9
0N
q)(01b)5
0b
q)(2000.01.01 2000.01.02)4
0Nd
q)(1 2 3)0 9 1
1 0N 2
q)(`a`b!1 2)`c
0N
q)(`a`b!("xy";"z"))`c
""
q)(1 2 3)0N
0N

// An index may be a nested list, a boolean, or a dictionary.
q)10 20 30@(0 1;2)
10 20
30
q)10 20@10b
20 10
q)(10 20 30)`a`b!0 2
a| 10
b| 30
q)(10 20 30)0x0102
20 30
q)(10 20 30)1h
20
q)(10 20 30)1.0
'type
q)(10 20 30)`a
'type
q)(10 20 30)"a"
'type
q)5[0]
'type
q)5 0 1
5 0 1
q)`a[0]
'a

// Elided indices take everything at their level.
q)m:(1 2 3;4 5 6)
q)m[;1]
2 5
q)m[1;]
4 5 6
q)m[;0 2]
1 3
4 6
q)m[0 1;2]
3 6
q)m[0 1;0 1]
1 2
4 5
q)m[;]
1 2 3
4 5 6
q)m[]
1 2 3
4 5 6
q)m[0;5]
0N
q)d:`a`b!(1 2;3 4)
q)d[;0]
a| 1
b| 3
q)d[`a;1]
2
q)t:([]a:1 2;b:`x`y)
q)t[1;`b]
`y
q)t[`b;1]
`y
q)t[;`a]
1 2
q)t 0
a| 1
b| `x
q)t[0 1;`a`b]
1 `x
2 `y
q)t[5]
a| 0N
b| `

// Trap gives the result, or what the handler makes of the error's text.
q)@[{x+1};1;`failed]
2
q)@[{x+1};`a;`failed]
`failed
q)@[{x+1};`a;{"error: ",x}]
"error: type"
q)@[{'x};"my error";::]
"my error"
q).[{x+y};(1;`a);{`$x}]
`type
q).[{x+y};1 2;`failed]
3
q).[{x%y};1 0;`failed]
0w
q)@[value;"1+";{x}]
1+
q)@[value;"1+`a";{x}]
"type"
q)@[value;"nosuch";{x}]
"nosuch"
q).[{x};1 2;{x}]
"rank"
q)@[{'`sym};0;{(x;type x)}]
"sym"
10h
q)@[til;-1;{x}]
"domain"
q)@[1 2 3+;1 2;{x}]
"length"
q)@[parse;"(1";{`bad}]
`bad
q)@[{@[{'`inner};x;{'"outer ",x}]};0;{x}]
"outer inner"

// Compositions take what their inner function takes.
q)f:'[{x*2};+]
q)f[3;4]
14
q)f[3]4
14
q)g:('[neg;abs])
q)g -5
-5
q)(neg reverse@)1 2 3
-3 -2 -1
q)h:sum 2*
q)h 1 2 3
12
