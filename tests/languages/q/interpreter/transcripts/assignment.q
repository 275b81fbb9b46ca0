// Assignment binds a name; its value may be used at once.
q)a:1 2 3
q)a
1 2 3
q)b:neg a:4 5
q)a
4 5
q)b
-4 -5

// Assignment through an operator.
q)a:10
q)a+:5
q)a
15
q)a-:1
q)a*:2
q)a
28
q)a,:1
q)a
28 1
q)a%:2
q)a
14 0.5
q)s:"ab"
q)s,:"c"
q)s
"abc"
q)b:101b
q)b|:010b
q)b
111b
q)d:`a`b!1 2
q)d+:10
q)d
a| 11
b| 12
q)nope+:1
q)nope
1
q)nope2,:3
q)nope2
,3

// Assignment through an operator gives the new value.
q)a:1
q)b:a+:4
q)b
5

// Assignment through a keyword or lambda needs the plain form.
q)x:2
q)x:x xexp 3
q)x
8f

// Indexed assignment changes items in place; nobody else who has the list sees it.
q)a:1 2 3 4
q)b:a
q)a[1]:20
q)a
1 20 3 4
q)b
1 2 3 4
q)a[0 2]:7
q)a
7 20 7 4
q)a[0 2]:8 9
q)a
8 20 9 4
q)a[1]+:1
q)a
8 21 9 4
q)a[]:0
q)a
0 0 0 0
q)a[::]:5
q)a
5 5 5 5

// A repeated index takes every value in turn.
q)a:0 0 0
q)a[0 0 1]+:1
q)a
2 1 0
q)a[2 2]:7 8
q)a
2 1 8

// Indexed assignment keeps the type of a vector, and its length.
q)a:1 2 3
q)a[1]:2.5
'type
q)a[1]:`s
'type
q)a[3]:4
'length
q)a[-1]:4
'length
q)a[0 1]:7 8 9
'length
q)a
1 2 3
q)g:(1;`a;"x")
q)g[1]:2.5
q)g
1
2.5
"x"
q)a[`x]:1
'type

// Indexing at depth.
q)m:(1 2 3;4 5 6)
q)m[1;2]:60
q)m
1 2 3
4 5 60
q)m[0]:7 8 9
q)m
7 8 9
4 5 60
q)m[;1]:0
q)m
7 0 9
4 0 60
q)m[;0 2]+:1
q)m
8 0 10
5 0 61
q)m[1]+:100
q)m
8   0   10
105 100 161
q)m[0 1;0]:1 2
q)m
1 0   10
2 100 161

// Assignment into a dictionary replaces or adds entries.
q)d:`a`b!1 2
q)d[`b]:20
q)d[`c]:30
q)d
a| 1
b| 20
c| 30
q)d[`a`d]:5 6
q)d
a| 5
b| 20
c| 30
d| 6
q)d[`a]+:1
q)d[`zz]+:1
q)d
a | 6
b | 20
c | 30
d | 6
zz|
q)d[`b]:2.5
'type

// Nested dictionaries.
q)d:`p`q!(`a`b!1 2;`a`b!3 4)
q)d[`q;`a]:30
q)d[`q]
a| 30
b| 4
q)d[`p;`b]*:7
q)d[`p]
a| 1
b| 14

// An empty dictionary takes the type of its first value; one that holds values of several types takes any.
q)d:()!()
q)d[`a]:1
q)d[`b]:"xy"
'type
q)d:``a!(::;1)
q)d[`b]:"xy"
q)d
 | ::
a| 1
b| "xy"
q)d:(`$())!()
q)d[`a]:1 2
q)d[`b],:7
q)d
a| 1 2
b| ,7

// Assignment into a table: a column, a row, a cell.
q)t:([]a:1 2;b:`x`y)
q)t[`a]:10 20
q)t
a  b
----
10 x
20 y
q)t[0]:(7;`z)
q)t
a  b
----
7  z
20 y
q)t[1;`a]:8
q)t
a b
---
7 z
8 y
q)t[`c]:1.5 2.5
q)t
a b c
-------
7 z 1.5
8 y 2.5

// A double colon assigns a global, wherever it stands.
q)f:{g::x;g}
q)f 5
5
q)g
5
q){h::1 2 3;h[1]:9;h}[]
1 9 3
q)h
1 9 3
q){h[0]::100;h,:4}[]
100 9 3 4
q)h
100 9 3 4

// A list of names on the left takes a list apart.
q)(a;b):1 2
q)a
1
q)b
2
q)(a;b;c):(1;"two";`three)
q)b
"two"
q)c
`three
q)(a;b):1 2 3
'length
q){(p;q):x;p+q}3 4
7
