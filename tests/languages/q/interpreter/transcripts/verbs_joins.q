/ lj adds the columns of a keyed table where its key is found, and replaces common ones; ij keeps only such rows.
q)t:([]k:`a`b`c;v:1 2 3)
q)u:([k:`a`c]v:10 30;w:5 6)
q)t lj u
k v  w
------
a 10 5
b 2
c 30 6
q)t ij u
k v  w
------
a 10 5
c 30 6
q)t lj ([k:`a`b]v:0N 9)
k v
---
a
b 9
c 3
q)t ljf ([k:`a`b]v:0N 9)
k v
---
a 1
b 9
c 3
q)t lj ([]k:`a`b;v:1 2)
'type
q)t lj ()
k v
---
a 1
b 2
c 3

/ uj takes the columns of both; keyed tables update matching rows.
q)s:([]a:1 2;b:`x`y)
q)r:([]a:3 4;c:1.5 2.5)
q)s uj r
a b c
-------
1 x
2 y
3   1.5
4   2.5
q)([k:`a`b]v:1 2) uj ([k:`b`c]w:3 4)
k| v w
-| ---
a| 1
b| 2 3
c|   4
q)([k:1 2]v:3 4) uj ([k:2 3]v:0N 9)
k| v
-| -
1| 3
2|
3| 9

/ pj adds numbers; ej joins by equal columns.
q)([]k:`a`b;v:1 2) pj ([k:`a`z]v:10 20;w:5 6)
k v  w
------
a 11 5
b 2  0
q)ej[`k;([]k:`a`b`a;v:1 2 3);([]k:`a`c;w:7 8)]
k v w
-----
a 1 7
a 3 7

/ aj takes the last row at or before the time; aj0 keeps that row's time; asof looks up one record.
q)t:([]s:`a`b`a;time:10:01 10:03 10:05;v:1 2 3)
q)q1:([]s:`a`a`b;time:10:00 10:04 10:02;p:100 101 200)
q)aj[`s`time;t;q1]
s time  v p
-------------
a 10:01 1 100
b 10:03 2 200
a 10:05 3 101
q)aj0[`s`time;t;q1]
s time  v p
-------------
a 10:00 1 100
b 10:02 2 200
a 10:04 3 101
q)aj[`s`time;([]s:`a`z;time:09:59 10:00);q1]
s time  p
---------
a 09:59
z 10:00
q)q1 asof `s`time!(`a;10:03)
p| 100
q)aj[`time;([]time:10:01 10:06);([]time:10:00 10:05;p:1 2)]
time  p
-------
10:01 1
10:06 2

/ wj aggregates a window and what prevails at its start; wj1 only the window.
q)t:([]s:`a`a;time:10:02 10:05)
q)q2:([]s:`a`a`a`a;time:10:00 10:01 10:03 10:04;p:1 2 3 4)
q)w:-1 0+\:t.time
q)wj[w;`s`time;t;(q2;(max;`p))]
s time  p
---------
a 10:02 2
a 10:05 4
q)wj1[w;`s`time;t;(q2;(sum;`p))]
s time  p
---------
a 10:02 2
a 10:05 4
q)wj[(10:00 10:02;10:02 10:05);`s`time;t;(q2;(::;`p))]
s time  p
-------------
a 10:02 1 2
a 10:05 2 3 4

/ A foreign key is an enumeration over the key of a table; a dot follows it.
q)city:([id:`p`l]name:("Paris";"London");pop:2 9)
q)emp:([]n:`x`y`z;c:`city$`p`l`p)
q)emp
n c
---
x p
y l
z p
q)meta emp
c| t f    a
-| --------
n| s
c| s city
q)select n,c.pop from emp
n pop
-----
x 2
y 9
z 2
q)select n from emp where c.pop>5
n
-
y
q)fkeys emp
c| city
q)`city$`q
'cast
q)`emp insert (`w;`q)
'cast
q)value emp`c
`p`l`p
q)key emp`c
`city
q)sym:`a`b
q)`sym$`b`a
`sym$`b`a
q)`sym$`z
'cast
q)`sym?`z
`sym$`z
q)sym
`a`b`z

/ A link is a column of row numbers of a table.
q)p:([]id:10 20 30;v:1.5 2.5 3.5)
q)c:([]x:`a`b;l:`p!p[`id]?30 10)
q)c
x l
---
a 2
b 0
q)c`l
`p!2 0
q)select x,l.v from c
x v
-----
a 3.5
b 1.5
q)meta c
c| t f a
-| -----
x| s
l| j p

// asof by every column leaves none.
q)([]a:1 2 3;b:`x`y`x)asof`a`b!(2;`x)
(`symbol$())!()
