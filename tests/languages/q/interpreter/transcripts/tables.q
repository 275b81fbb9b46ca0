q)t:([]a:1 2 3;b:`x`y`x;c:1.5 2.5 3)
q)t
a b c
-------
1 x 1.5
2 y 2.5
3 x 3
q)count t
3
q)cols t
`a`b`c
q)t 1
a| 2
b| `y
c| 2.5
q)t`a
1 2 3
q)t[1;`b]
`y
q)t[`a`b]
1 2 3
x y x
q)meta t
c| t f a
-| -----
a| j
b| s
c| f
q)select from t
a b c
-------
1 x 1.5
2 y 2.5
3 x 3
q)select a from t
a
-
1
2
3
q)select a,d:a*2 from t
a d
---
1 2
2 4
3 6
q)select from t where a>1
a b c
-------
2 y 2.5
3 x 3
q)select from t where a>1,b=`x
a b c
-----
3 x 3
q)select sum a by b from t
b| a
-| -
x| 4
y| 2
q)select a by b from t
b| a
-| ---
x| 1 3
y| ,2
q)select n:count i by b from t
b| n
-| -
x| 2
y| 1
q)exec a from t
1 2 3
q)exec a,b from t
a| 1 2 3
b| x y x
q)exec sum a by b from t
x| 4
y| 2
q)exec b!a from t
x| 1
y| 2
x| 3
q)update d:a+1 from t
a b c   d
---------
1 x 1.5 2
2 y 2.5 3
3 x 3   4
q)update a:0 from t where b=`x
a b c
-------
0 x 1.5
2 y 2.5
0 x 3
q)update s:sums a by b from t
a b c   s
---------
1 x 1.5 1
2 y 2.5 2
3 x 3   4
q)delete from t where a=2
a b c
-------
1 x 1.5
3 x 3
q)delete c from t
a b
---
1 x
2 y
3 x
q)`a xdesc t
a b c
-------
3 x 3
2 y 2.5
1 x 1.5
q)`b`a xasc t
a b c
-------
1 x 1.5
3 x 3
2 y 2.5
q)select from t where b in `y`z
a b c
-------
2 y 2.5
q)select distinct b from t
b
-
x
y
q)select[2] from t
a b c
-------
1 x 1.5
2 y 2.5
q)select[-1] from t
a b c
-----
3 x 3
q)select[1;>a] from t
a b c
-----
3 x 3
q)select max a,min c from t
a c
-----
3 1.5
q)1#t
a b c
-------
1 x 1.5
q)-1#t
a b c
-----
3 x 3
q)t,([]a:9 9;b:`p`q;c:0 0f)
a b c
-------
1 x 1.5
2 y 2.5
3 x 3
9 p 0
9 q 0
q)t upsert (4;`z;0f)
a b c
-------
1 x 1.5
2 y 2.5
3 x 3
4 z 0
q)first t
a| 1
b| `x
c| 1.5
q)reverse t
a b c
-------
3 x 3
2 y 2.5
1 x 1.5
q)flip t
a| 1   2   3
b| x   y   x
c| 1.5 2.5 3
q)flip `a`b!(1 2;3 4)
a b
---
1 3
2 4
q)([]a:1 2;b:3)
a b
---
1 3
2 3
q)([]a:1 2;b:1 2 3)
'length
q)([]a:())
a
-
q)k:([n:`x`y]v:10 20)
q)k
n| v
-| --
x| 10
y| 20
q)k`x
v| 10
q)k[`y;`v]
20
q)keys k
,`n
q)key k
n
-
x
y
q)value k
v
--
10
20
q)k upsert (`x;99)
n| v
-| --
x| 99
y| 20
q)t lj `b xkey ([]b:`x`y;w:100 200)
a b c   w
-----------
1 x 1.5 100
2 y 2.5 200
3 x 3   100
q)0!k
n v
----
x 10
y 20
q)`n xkey 0!k
n| v
-| --
x| 10
y| 20
q)2!([]a:1 2;b:3 4;c:5 6)
a b| c
---| -
1 3| 5
2 4| 6
q)t ij ([b:enlist `y]w:enlist 5)
a b c   w
---------
2 y 2.5 5
q)([]a:1 2) uj ([]a:3 4;b:5 6)
a b
---
1
2
3 5
4 6
q)ej[`b;t;([]b:`x`y;z:7 8)]
a b c   z
---------
1 x 1.5 7
2 y 2.5 8
3 x 3   7
q)([]a:1 2),'([]b:3 4)
a b
---
1 3
2 4
q)`b xgroup t
b| a   c
-| ---------
x| 1 3 1.5 3
y| ,2  ,2.5
q)ungroup ([]b:`x`y;a:(1 2;enlist 3))
b a
---
x 1
x 2
y 3
q)`a`b xcol ([]x:1 2;y:3 4)
a b
---
1 3
2 4
q)`c xcols t
c   a b
-------
1.5 1 x
2.5 2 y
3   3 x
q)?[t;enlist(>;`a;1);0b;()]
a b c
-------
2 y 2.5
3 x 3
q)?[t;();(enlist `b)!enlist `b;(enlist `s)!enlist (sum;`a)]
b| s
-| -
x| 4
y| 2
q)![t;();0b;(enlist `d)!enlist (*;2;`a)]
a b c   d
---------
1 x 1.5 2
2 y 2.5 4
3 x 3   6
q)![t;enlist(=;`a;2);0b;`symbol$()]
a b c
-------
1 x 1.5
3 x 3
q)?[t;();();`a]
1 2 3
q)aj[`s`t;([]s:`a`a;t:3 7);([]s:`a`a`a;t:1 5 6;p:10 20 30)]
s t p
------
a 3 10
a 7 30
q)select from t where a=(max;a) fby b
a b c
-------
2 y 2.5
3 x 3
q)`t insert (5;`n;9f)
,3
q)t
a b c
-------
1 x 1.5
2 y 2.5
3 x 3
5 n 9
q)update z:1 from `t
`t
q)t
a b c   z
---------
1 x 1.5 1
2 y 2.5 1
3 x 3   1
5 n 9   1
q)select nosuch from t
'nosuch
q)nosuch
'nosuch
q)([]a:1 2;b:("ab";"cd"))
a b
------
1 "ab"
2 "cd"
q)([]a:0N 1;s:``b)
a s
---

1 b
q)enlist `a`b!1 2
a b
---
1 2
q)(`a`b!1 2;`a`b!3 4)
a b
---
1 2
3 4
q)type t
98h
q)type k
99h

// A row of a table is replaced by a record, or by its values in order; columns keep their types.
q)o:([]item:`nut`bolt`cog;n:3 5 8)
q)o[1]:(`pin;6)
q)o[2]:`n`item!(9;`cam)
q)o
item n
------
nut  3
pin  6
cam  9
q)o[0 1]:([]item:`hub`rim;n:1 2)
q)o[0 2]:`item`n!(`rod;4)
q)o
item n
------
rod  4
rim  2
rod  4
q)o[1;`item`n]:(`cap;7)
q)o[0 1;`n]:10 20
q).[o;(2;`n);+;100]
item n  
--------
rod  10 
cap  20 
rod  104
q)o[0]:5
'type
q)o[0]:(`a;1;2)
'length
q)o[0]:(`a;2.5)
'type
q)o[3]:(`a;1)
'length

// An entry of a keyed table is replaced in the same way; one that is not there is appended.
q)s:([id:`a`b]n:1 2;w:10 20)
q)s[`b]:7 8
q)s[`c]:`n`w!9 9
q)s[`d;`n]:4
q)s[([]id:`a`c);`w]:0
q)s
id| n w
--| ---
a | 1 0
b | 7 8
c | 9 0
d | 4  
q)s[([]id:`a`b)]:([]n:5 6;w:50 60)
q)s`b
n| 6
w| 60
q)s enlist`a
n| 5
w| 50
q)s([]id:`a`b)
n w 
----
5 50
6 60

// A list of atoms is one key, so it must have as many items as there are key columns.
q)s:([id:`a`b]n:1 2)
q)s`a`b
'length
q)p:([x:1 1 2;y:`u`v`u]z:100 200 300)
q)p[(1;`v)]:enlist 0
q)p[(2;`w)]:enlist 1
q)p
x y| z  
---| ---
1 u| 100
1 v| 0  
2 u| 300
2 w| 1  
