// parse gives the tree of an expression: functions, constants, names as symbols, symbols enlisted.
q)parse"1+2"
+
1
2
q)parse"1+2*3"
+
1
(*;2;3)
q)parse"a+b"
+
`a
`b
q)parse"f[x;y]"
`f
`x
`y
q)parse"`a"
,`a
q)parse"`a`b!c"
!
,`a`b
`c
q)parse"1 2 3"
1 2 3
q)parse"x"
`x
q)parse"count x"
#:
`x
q)parse"neg x"
-:
`x
q)parse"not x"
~:
`x
q)parse"x in y"
in
`x
`y
q)parse"(1;a;`b)"
enlist
1
`a
,`b
q)parse"{x+1}[2]"
{x+1}
2
q)parse"a:1"
:
`a
1
q)parse"a;b"
";"
`a
`b
q)parse"f[]"
`f
::
q)parse"+/[1 2 3]"
(/;+)
1 2 3
q)parse"f each x"
k){x'y}
`f
`x
q)parse"a[1]"
`a
1
q)parse"$[a;b;c]"
$
`a
`b
`c
q)parse"select a from t"
?
`t
()
0b
(,`a)!,`a
q)parse"select from t where a>1,b=`x"
?
`t
,((>;`a;1);(=;`b;,`x))
0b
()
q)parse"exec a from t"
?
`t
()
()
,`a
q)parse"update b:2*a by c from t"
!
`t
()
(,`c)!,`c
(,`b)!,(*;2;`a)
q)parse"delete a from t"
!
`t
()
0b
,,`a

// eval gives the value of a tree.
q)eval(+;1;2)
3
q)eval(+;1;(*;2;3))
7
q)x:4
q)eval`x
4
q)eval enlist`x
`x
q)eval(neg;`x)
-4
q)eval(enlist;1;2;`x)
1 2 4
q)eval parse"x*2"
8
q)eval parse"(x;`a)"
4
`a
q)eval(`nosuch;1)
'nosuch
q)eval 5
5
q)eval"abc"
"abc"
q)f:{x+y}
q)eval(`f;1;2)
3
q)eval(f;1;(f;2;3))
6
q)eval(/;+)
+/
q)eval((/;+);1 2 3)
6
q)eval parse"{x*x}3"
9
q)eval parse"a:7"
7
q)a
7
q)eval parse"a+:1"
8
q)eval parse"a:1;b:2;a+b"
3
q)eval parse"l:1 2 3"
1 2 3
q)eval parse"l[1]:20"
20
q)l
1 20 3
q)eval parse"$[a>5;`big;`small]"
`small
q)eval parse"if[a<5;a:50]"
q)a
50
q)eval parse"do[3;a+:1]"
q)a
53
q)t:([]a:1 2 3)
q)eval parse"select from t where a>1"
a
-
2
3
q)eval(?;`t;();();enlist`a)
1 2 3
q)eval parse"exec max a from t"
3
q)eval parse"exec a by a>1 from t"
0| ,1
1| 2 3
q)eval parse"exec a from t"
1 2 3
q)value[s]~eval parse s:"1+2*3"
1b

// -5! and -6! are parse and eval; 0N! prints in one line and passes its argument on.
q)-5!"1+2"
+
1
2
q)-6!(+;1;2)
3
q)0N!`a
`a
`a
q)0N!(1 2;"ab");
(1 2;"ab")
q)1+0N!2
2
3
q)-3!(1 2;`a)
"(1 2;`a)"
q)-2!`s#1 2 3
`s
