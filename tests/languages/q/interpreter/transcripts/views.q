// A view is evaluated when it is read and something that it depends on has changed.
q)v::a+b
q)v
'a
q)a:1
q)b:2
q)v
3
q)a:10
q)v
12
q)v+v
24

// Defining a view evaluates nothing, and an evaluation is kept until it is needed again.
q)a:1
q)v::{-1"evaluated";x+1}a
q)v
evaluated
2
q)v
2
q)a:5
q)v
evaluated
6
q)b:1
q)v
6

// Views may build on views.
q)x:1
q)y::x+1
q)z::y*10
q)z
20
q)x:4
q)z
50

// Inside a function, :: assigns a global and drops a view of that name.
q)x:2
q)v::x+1
q)v
3
q){v::x+y}[10;20];
q)v
30
q)x:7
q)v
30
q){w::x;w}[3]
3
q)w
3

// Assignment turns a view into a variable.
q)v::1+a
q)v:5
q)v
5
q)views[]
`symbol$()

// The names of views, those that wait, and their text.
q)b1::c1+d1
q)a1::b1*2
q)views[]
`s#`a1`b1
q)\b
`s#`a1`b1
q)\B
`a1`b1
q)c1:d1:1
q)a1
4
q)\B
`symbol$()
q)c1:2
q)\B
`a1`b1
q)view`b1
"c1+d1"
q)view`nosuch
'nosuch

// Everything up to the end of the line belongs to a view; a last semicolon makes it worth nothing.
q)a:1
q)v::a;
q)v
q)(::)~v
1b
q)w::a;b;c*2
q)b:c:3
q)w
6

// As an entry of the root namespace a view is its text; its value has the last result, the parse tree, what it
/ depends on, and the text.
q)d::b+a
q)`. `d
b+a
q)value `. `d
::
(+;`b;`a)
`b`a
"b+a"
q)b:1;a:2
q)d
3
q)value `. `d
3
(+;`b;`a)
`b`a
"b+a"
q)s::select from t where a in b
q)(value `. `s)2
,`t

// A view that reads itself takes its last value, or is a loop where it has none.
q)v::$[b;1;v+1]
q)b:1
q)v
1
q)b:0
q)v
2
q)w::w+1
q)w
'loop

// Functions read views as variables, whether they were made before the view or after it.
q)f:{v+x}
q)v::a*2
q)g:{v-x}
q)a:5
q)f 1
11
q)g 1
9
q)a:6
q)f 1
13
q)g 1
11

// A view of a table.
q)t:([]a:1 2 3)
q)v::select from t where a>1
q)v
a
-
2
3
q)`t insert 9
,3
q)count v
3
q)exec a from v
2 3 9
