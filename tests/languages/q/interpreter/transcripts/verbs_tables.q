/ A table prints its columns under a rule; atoms in a literal are repeated.
q)([]a:1 2;b:`x`y)
a b
---
1 x
2 y
q)([]a:1 2;b:0)
a b
---
1 0
2 0
q)([]a:1 2;b:1 2 3)
'length
q)([]a:1;b:2)
'rank
q)([]a:`int$();b:())
a b
---
q)([k:`a`b]v:1 2)
k| v
-| -
a| 1
b| 2
q)([]s:("ab";"cde");f:1 2.5)
s     f
---------
"ab"  1
"cde" 2.5
q)([]a:(1 2;3))
a
---
1 2
3
q)flip `a`b!(1 2;3 4)
a b
---
1 3
2 4
q)([]1 2;3 4)
x x1
----
1 3
2 4
q)type ([]a:1 2)
98h
q)type ([k:1 2]v:1 2)
99h

/ Rows, columns and cells.
q)t:([]a:1 2 3;b:`x`y`z)
q)t 1
a| 2
b| `y
q)t`a
1 2 3
q)t[`b]
`x`y`z
q)t 0 2
a b
---
1 x
3 z
q)t[1;`b]
`y
q)t[;`a]
1 2 3
q)t[0 1;`a]
1 2
q)t`a`b
1 2 3
x y z
q)t 9
a| 0N
b| `
q)t`zz
'zz
q)count t
3
q)first t
a| 1
b| `x
q)cols t
`a`b
q)meta t
c| t f a
-| -----
a| j
b| s
q)reverse t
a b
---
3 z
2 y
1 x
q)t~select from t
1b
q)flip t
a| 1 2 3
b| x y z
q)t,`a`b!(4;`w)
a b
---
1 x
2 y
3 z
4 w
q)t,:(5;`v)
q)last t
a| 5
b| `v

/ Keyed tables.
q)k:([id:`a`b]v:1 2;w:3 4)
q)k`a
v| 1
w| 3
q)k[`b;`v]
2
q)k`z
v|
w|
q)k([]id:`b`z)
v w
---
2 4
q)keys k
,`id
q)key k
id
--
a
b
q)value k
v w
---
1 3
2 4
q)0!k
id v w
------
a  1 3
b  2 4
q)1!([]x:1 2;y:3 4)
x| y
-| -
1| 3
2| 4
q)3!([]x:1 2;y:3 4)
'length
q)`y xkey ([]x:1 2;y:3 4)
y| x
-| -
3| 1
4| 2
q)`z xkey ([]x:1 2)
'z
q)k upsert (`a;9;9)
id| v w
--| ---
a | 9 9
b | 2 4
q)k,([id:`b`c]v:5 6;w:7 8)
id| v w
--| ---
a | 1 3
b | 5 7
c | 6 8
q)`k upsert (`c;0;0)
`k
q)count k
3
q)exec v from k
1 2 0

/ Insert and upsert.
q)t:([]a:1 2;b:`x`y)
q)`t insert (3;`z)
,2
q)`t insert (4 5;`u`v)
3 4
q)`t insert `a`b!(6;`w)
,5
q)`t insert (`x;1)
'type
q)`t insert 1 2 3
'length
q)t
a b
---
1 x
2 y
3 z
4 u
5 v
6 w
q)`t upsert ([]a:7 8)
`t
q)-2#t
a b
---
7
8
q)t upsert ([]z:1 2)
'mismatch
q)u:([k:`a`b]v:1 2)
q)`u insert (`c;3)
,2
q)`u insert (`c;4)
'insert
q)`u upsert (`c;4)
`u
q)u
k| v
-| -
a| 1
b| 2
c| 4
q)1 insert 2
'type
q)e:([]a:();b:())
q)`e insert (1;`x)
,0
q)meta e
c| t f a
-| -----
a| j
b| s

/ Reshaping: xcol, xcols, xasc, xdesc, xgroup, ungroup.
q)t:([]a:2 1 2;b:`x`y`z)
q)`c xcol t
c b
---
2 x
1 y
2 z
q)(`b`a!`d`c) xcol t
c d
---
2 x
1 y
2 z
q)`b xcols t
b a
---
x 2
y 1
z 2
q)`a xasc t
a b
---
1 y
2 x
2 z
q)`a xdesc t
a b
---
2 x
2 z
1 y
q)`a`b xdesc t
a b
---
2 z
2 x
1 y
q)attr (`a xasc t)`a
`s
q)`zz xasc t
'zz
q)`a xgroup t
a| b
-| ----
2| `x`z
1| ,`y
q)ungroup `a xgroup t
a b
---
2 x
2 z
1 y
q)ungroup ([]a:1 2;b:(10 20;30 40);c:(1 2;enlist 3))
'length
q)ungroup ([]a:1 2;b:(10 20;enlist 30))
a b
----
1 10
1 20
2 30
q)asc t
a b
---
1 y
2 x
2 z
q)meta `a xasc t
c| t f a
-| -----
a| j   s
b| s
q)`a xasc `t
`t
q)t
a b
---
1 y
2 x
2 z
q)xasc[`a;5]
'type
q)cols 5
'type
q)tables[]
`e`k`t`u

/ Nested columns and strings in tables.
q)([]d:(1 2;3 4);s:("a";"bc"))
d   s
--------
1 2 "a"
3 4 "bc"
q)meta ([]d:(1 2;3 4);s:("ab";"cd"))
c| t f a
-| -----
d| J
s| C
q)meta ([]d:1 2f;e:("a";`b);t:2024.01.01 2024.01.02)
c| t f a
-| -----
d| f
e|
t| d
q)exec s from ([]s:("ab";"cd"))
"ab"
"cd"
q)([]a:1 0N;f:1.5 0n;s:`x`;c:"a ")
a f   s c
---------
1 1.5 x a
q)1+([]a:1 2)
a
-
2
3
q)([]a:1 2)=([]a:1 3)
a
-
1
0
q)max ([]a:1 2;b:4 3)
a| 2
b| 4
q)value ([k:`a`b]v:1 2)
v
-
1
2
q)([]a:1 2) except ([]a:enlist 1)
a
-
2
q)(`a`b!1 2;`a`b!3 4)
a b
---
1 2
3 4
q)(`a`b!1 2;`a`c!3 4)
`a`b!1 2
`a`c!3 4
q)enlist `a`b!1 2
a b
---
1 2

// The stand-in for a table on disk
q)enlist[`a]!`t
(,`a)!`t
q)flip `a`b!`t
+`a`b!`t
q)flip flip `a`b!`:dir/t/
`a`b!`:dir/t/
q)select from flip enlist[`a]!`t
't
q)select from flip enlist[`a]!`:dir/t/
'nyi: `:dir/t/
q)count `a`b!`t
'nyi: a part of this value
q)`a`b!1
a| 1
b| 1
q)(enlist `a)!enlist `t
a| t
q)x:`a`b!`t
q)x`a
't
q)x,x
'nyi: the type of this value
q)type x
'nyi: the type of this value
