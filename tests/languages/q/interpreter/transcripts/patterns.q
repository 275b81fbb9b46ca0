// A list on the left of a colon takes a list of its length apart, at any depth.
q)(a;b):1 2
q)a
1
q)b
2
q)(a;(b;c)):(1;("x";`y))
q)c
`y
q)(p;;r):10 20 30
q)p,r
10 30
q)r:(a;b):7 8
q)r
7 8
q)(a;b):1 2 3
'length
q)(a;b):enlist 1
'length
q)a
7

// A pattern that does not fit changes no variable.
q)a:0
q)(a;2):1 3
'match
q)a
0
q)(a;"x"):(1;"x")
q)a
1

// A constant fits what matches it.
q)(`on):`on
q)(`on):`off
'match
q)(1 2 3):1 2 3
q)(1):1f
'match

// A variable with an index takes its item.
q)l:1 2 3
q)(l[1];b):20 30
q)l
1 20 3
q)b
30

// Entries of a dictionary are found by key; further entries do not matter.
q)d:`a`b`c!1 2 3
q)([c:last1;a:first1]):d
q)last1,first1
3 1
q)([b]):d
q)b
2
q)([zz:q1]):d
'match
q)(`b`a!(u;v)):d
q)u-v
1
q)(k!v):d
q)k
`a`b`c
q)v
1 2 3
q)([a:x1]):1 2
'type

// Columns of a table are found by name.
q)t:([]s:`x`y;n:1 2)
q)([]n:m):t
q)m
1 2
q)(flip([s:w])):t
q)w
`x`y
q)([]n:m):`s xkey t
'type
q)([s:w]n:m):`s xkey t
q)w
`x`y

// A letter checks the type: in lower case of an atom, in upper case of a list.
q)(a:`j):5
q)a
5
q)(a:`j):5f
'type
q)(a:`J):5 6
q)a
5 6
q)(a:`j):5 6
'type
q)((a:`s;b:`C)):(`x;"abc")
q)b
"abc"

// A function before the value changes it; it may also refuse it.
q)(a:neg;b:{x*10}):1 2
q)a,b
-1 20
q)positive:{$[x>0;x;'`negative]}
q)(a:positive):-5
'negative
q)a
-1
q)r:(a;:10*):1 2
q)r
1 20

// Parameters are patterns as well; one that is left out takes any argument.
q)f:{[(a;b);c]c*a+b}
q)f[1 2;10]
30
q)f[1 2 3;10]
'length
q)g:{[x:`j;]x}
q)g[1;2]
1
q)g[1f;2]
'type
q)h:{[([price;size])]price*size}
q)h `size`price`sym!(10;2.5;`ibm)
25f
q){[;]`two}[1;2]
`two

// The pattern conditional gives the result of the first pattern that fits, and evaluates no other.
q)f:{:[x;(a;b);a+b;`none;0;n:`j;neg n;`other]}
q)f 1 2
3
q)f`none
0
q)f 5
-5
q)f"text"
`other
q):[1;2;'`no;`yes]
`yes

// A dictionary literal without values is a function of them.
q)mk:([name:;age:])
q)mk[`ann;30]
name| `ann
age | 30
q)([a:1;b:])2
a| 1
b| 2
q)([a:1;b:"x"])
a| 1
b| "x"
