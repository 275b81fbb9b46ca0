/ select picks columns, where rows; the conditions apply one after the other.
q)t:([]s:`a`b`a`c;p:10 20 30 40;q:1 2 3 4)
q)select from t
s p  q
------
a 10 1
b 20 2
a 30 3
c 40 4
q)select p from t
p
--
10
20
30
40
q)select s,v:p*q from t where p>10
s v
-----
b 40
a 90
c 160
q)select from t where s=`a,p>10
s p  q
------
a 30 3
q)select p+1 from t where i<2
p
--
11
21
q)select from t where s in `b`c
s p  q
------
b 20 2
c 40 4
q)select from t where p within 20 30
s p  q
------
b 20 2
a 30 3
q)select from t where 0b
s p q
-----
q)select max p from t
p
--
40
q)select m:max p,n:count i from t
m  n
----
40 4
q)select p,p from t
p  p1
-----
10 10
20 20
30 30
40 40
q)select p+q,p from t where i=0
p  p1
-----
11 10
q)select i from t where p>20
x
-
2
3
q)select from t where zz=1
'zz
q)select zz from t
'zz

/ by groups; the groups are sorted, the result is keyed; without columns the last row stands.
q)select sum p by s from t
s| p
-| --
a| 40
b| 20
c| 40
q)select p by s from t
s| p
-| -----
a| 10 30
b| ,20
c| ,40
q)select by s from t
s| p  q
-| ----
a| 30 3
b| 20 2
c| 40 4
q)select n:count i by s,big:p>15 from t
s big| n
-----| -
a 0  | 1
a 1  | 1
b 1  | 1
c 1  | 1
q)select sum p by g:q mod 2 from t
g| p
-| --
0| 60
1| 40
q)select sum q by 20 xbar p from t
p | q
--| -
0 | 1
20| 5
40| 4
q)select sum p by p from t
'dup names for cols/groups p
q)select 2*p,p+q,p wavg q from t where s=`b
x  p  q
-------
40 22 2
q)0!select first p by s from t
s p
----
a 10
b 20
c 40
q)select avg p,last q by s from t where p>10
s| p  q
-| ----
a| 30 3
b| 20 2
c| 40 4
q)count select by s from t where p>100
0

/ Limits, order, distinct.
q)select[2] from t
s p  q
------
a 10 1
b 20 2
q)select[-1] from t
s p  q
------
c 40 4
q)select[1 2] from t
s p  q
------
b 20 2
a 30 3
q)select[>p] from t
s p  q
------
c 40 4
a 30 3
b 20 2
a 10 1
q)select[2;<q] s,q from t
s q
---
a 1
b 2
q)select distinct s from t
s
-
a
b
c

/ exec gives lists, dictionaries, atoms.
q)exec p from t
10 20 30 40
q)exec max p from t
40
q)exec s,p from t
s| a  b  a  c
p| 10 20 30 40
q)exec p by s from t
a| 10 30
b| ,20
c| ,40
q)exec sum p by s from t
a| 40
b| 20
c| 40
q)exec s!p from t
a| 10
b| 20
a| 30
c| 40
q)exec first s from t where p=20
`b
q)exec distinct s from t
`a`b`c
q)exec from t where p=20
s| `b
p| 20
q| 2

/ update changes or adds columns; by spreads what each group gives.
q)update p:2*p from t
s p  q
------
a 20 1
b 40 2
a 60 3
c 80 4
q)update r:p-q from t where s=`a
s p  q r
---------
a 10 1 9
b 20 2
a 30 3 27
c 40 4
q)update m:max p by s from t
s p  q m
---------
a 10 1 30
b 20 2 20
a 30 3 30
c 40 4 40
q)update n:sums p by s from t
s p  q n
---------
a 10 1 10
b 20 2 20
a 30 3 40
c 40 4 40
q)update x:0 from `t
`t
q)cols t
`s`p`q`x
q)update p:`a from t where i=0
'type
q)update zz+1 from t
'zz

/ delete removes rows or columns.
q)delete x from `t
`t
q)delete from t where s=`a
s p  q
------
b 20 2
c 40 4
q)delete p,q from t
s
-
a
b
a
c
q)delete zz from t
'zz
q)count delete from t
0
q)t~delete from t where 0b
1b

/ fby compares with an aggregate over a group.
q)select from t where p=(max;p) fby s
s p  q
------
b 20 2
a 30 3
c 40 4
q)select from t where 1<(count;i) fby s
s p  q
------
a 10 1
a 30 3
q)(sum;1 2 3) fby `a`b`a
4 2 4
q)select from t where p>(avg;p) fby ([]s;b:q>0)
s p  q
------
a 30 3

/ Keyed tables, variables and functions in queries; a column hides a variable.
q)k:([id:`a`b]v:1 2)
q)select from k where v>1
id| v
--| -
b | 2
q)update v:10 from k where id=`a
id| v
--| --
a | 10
b | 2
q)delete from k where id=`a
id| v
--| -
b | 2
q)exec v from k
1 2
q)lim:15
q)select from t where p>lim,q<4
s p  q
------
b 20 2
a 30 3
q)f:{x+1}
q)select f p from t where i=0
p
--
11
q)p:100
q)exec max p from t
40
q){[n]select from t where p>n} 30
s p  q
------
c 40 4
q)select from 5
'type

/ The functional forms take trees; symbols are names, and enlisted symbols are values.
q)?[t;();0b;()]
s p  q
------
a 10 1
b 20 2
a 30 3
c 40 4
q)?[t;enlist(>;`p;15);0b;()]
s p  q
------
b 20 2
a 30 3
c 40 4
q)?[t;enlist(=;`s;enlist`a);0b;`s`v!(`s;(*;`p;`q))]
s v
----
a 10
a 90
q)?[t;();(enlist`s)!enlist`s;(enlist`p)!enlist(sum;`p)]
s| p
-| --
a| 40
b| 20
c| 40
q)?[t;();();`p]
10 20 30 40
q)?[t;();();(max;`p)]
40
q)?[t;();`s;(sum;`p)]
a| 40
b| 20
c| 40
q)?[t;();1b;(enlist`s)!enlist`s]
s
-
a
b
c
q)?[t;();0b;();2]
s p  q
------
a 10 1
b 20 2
q)![t;();0b;(enlist`p)!enlist(neg;`p)]
s p   q
-------
a -10 1
b -20 2
a -30 3
c -40 4
q)![t;enlist(=;`s;enlist`a);0b;`symbol$()]
s p  q
------
b 20 2
c 40 4
q)![t;();0b;`p`q]
s
-
a
b
a
c
q)![t;();(enlist`s)!enlist`s;(enlist`n)!enlist(count;`p)]
s p  q n
--------
a 10 1 2
b 20 2 1
a 30 3 2
c 40 4 1
q)parse"select p from t where s=`a"
?
`t
,,(=;`s;,`a)
0b
(,`p)!,`p
q)parse"exec p from t"
?
`t
()
()
,`p
q)parse"delete p from t"
!
`t
()
0b
,,`p
q)eval parse"select sum q from t"
q
--
10
q)?[`a`b`c;0 2 1;`z]
'type
q)?[101b;1 2 3;10 20 30]
1 20 3
q)?[1b;`a;`b]
`a

/ Parts of dates and times as columns.
q)d:([]time:2024.01.31D10:15 2024.02.01D11:30;v:1 2)
q)select time.hh,time.month,v from d
hh month   v
------------
10 2024.01 1
11 2024.02 2
q)select sum v by time.date from d
date      | v
----------| -
2024.01.31| 1
2024.02.01| 2
q)select from d where time.minute>11:00
time                          v
-------------------------------
2024.02.01D11:30:00.000000000 2

// Exec: distinct concerns the first column, by 0b gives a table
q)t:([]s:`a`b`a;q:1 2 3)
q)exec distinct s from t
`a`b
q)exec distinct s,q from t
s| `a`b
q| 1 2 3
q)exec distinct s,q,s from t
s | `a`b
q | 1 2 3
s1| `a`b`a
q)exec q,s by 0b from t
q s
---
1 a
2 b
3 a
q)exec s from t
`a`b`a
q)exec n:s from t
n| a b a
q)exec from t
s| `a
q| 3
q)exec q by s from t
a| 1 3
b| ,2
q)select s,distinct q,distinct s from t
'length

// A line of k: operators before their only argument are unary
q)k)!5
0 1 2 3 4
q)k)$42
"42"
q)k)+`a`b!(1 2;3 4)
a b
---
1 3
2 4
q)k)+/1 2 3
6
q)k)*|1 2 3
3
q)k)#,1
1
q)k)-3
-3
q)k)2-3
-1
q)k)x:&101b
q)x
0 2
q)parse "k)!10"
!:
10
q)value "k)#1 2 3"
3
q)k)til 3
'nyi: k) til
q)k)#'(1 2;3)
'nyi: k) '
q)p)print(1)
'nyi: p)
