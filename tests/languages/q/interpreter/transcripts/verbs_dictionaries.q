/ A dictionary maps keys to values; what it lacks is the null of its values.
q)d:`a`b`c!1 2 3
q)d
a| 1
b| 2
c| 3
q)d`b
2
q)d`a`c
1 3
q)d`z
0N
q)d[`a]
1
q)d . enlist`a
1
q)key d
`a`b`c
q)value d
1 2 3
q)count d
3
q)type d
99h
q)d?2
`b
q)`a`b!1 2 3
'length
q)`a!1
`a!1
q)(enlist`a)!enlist 1
a| 1
q)1 2!`x`y
1| x
2| y
q)()!()
()!()
q)(`symbol$())!()
(`symbol$())!()
q)("ab";"cd")!1 2
"ab"| 1
"cd"| 2
q)(1 2;3 4)!`a`b
1 2| a
3 4| b
q)`a`b!(1 2;"xy")
a| 1 2
b| x y
q)`a`b!(1 2;"xyz")
a| 1 2
b| "xyz"
q)`a`b!("a";1 2 3)
a| "a"
b| 1 2 3

/ Amend: an entry that exists is replaced, one that does not is appended.
q)d:`a`b!1 2
q)d[`a]:10
q)d
a| 10
b| 2
q)d[`c]:3
q)d
a| 10
b| 2
c| 3
q)d[`a`b]+:1
q)d
a| 11
b| 3
c| 3
q)d[`a]:`x
'type
q)@[d;`a;neg]
a| -11
b| 3
c| 3
q)@[d;`a`b;:;0 0]
a| 0
b| 0
c| 3
q)d,:`d`a!4 5
q)d
a| 5
b| 3
c| 3
d| 4
q)`a _ d
b| 3
c| 3
d| 4
q)delete a from d
b| 3
c| 3
d| 4
q)e:()!()
q)e[`x]:1
q)e
x| 1
q)e[`y]:2 3
'type

/ Verbs work on the values; each keeps the keys.
q)d:`a`b!(1 2;3 4 5)
q)count each d
a| 2
b| 3
q)sum each d
a| 3
b| 12
q)2*d
a| 2 4
b| 6 8 10
q){x+1}each `a`b!1 2
a| 2
b| 3
q)(`a`b!1 2)+'`a`b!10 20
a| 11
b| 22
q)max `a`b!3 4
4
q)where `a`b!01b
,`b
q)reverse `a`b!1 2
b| 2
a| 1
q)asc `b`a!2 1
a| 1
b| 2
q)first `a`b!3 4
3
q)raze `a`b!(1 2;3 4)
1 2 3 4
q)group `a`b`c!1 1 2
1| `a`b
2| ,`c
q)distinct `a`b!1 1
'type
q)(`a`b!1 2)~`a`b!1 2
1b
q)not `a`b!0 1
a| 1
b| 0
q)null `a`b!0N 1
a| 1
b| 0
q)string `a`b!1 2
a| ,"1"
b| ,"2"
q)flip `a`b!(1 2;3 4)
a b
---
1 3
2 4
q)flip `a`b!1 2
'rank

/ A step dictionary takes the last key that is not above.
q)s:`s#0 10 20!`low`mid`high
q)s 5 10 25
`low`mid`high
q)s -1
`
q)attr s
`s
q)`s upsert (enlist 30)!enlist`top
'step
q)`s#3 1!`a`b
's-fail

/ Nested indexing.
q)n:`a`b!(`x`y!1 2;`x`y!3 4)
q)n
 | x y
-| ---
a| 1 2
b| 3 4
q)n[`a;`y]
2
q)n[;`x]
a| 1
b| 3
q)n . `b`x
3
q)n[`a]
x| 1
y| 2
q)m:`a`b!(1 2 3;4 5 6)
q)m[`b;1]
5
q)m[;0]
a| 1
b| 4

// Dictionaries under arithmetic: an entry that one side lacks
q)(`a`b!1 2)+`b`c!10 20
a| 1
b| 12
c| 20
q)(`a`b!1 2)-`b`c!10 20
a| 1
b| -8
c| -20
q)(`a`b!1 2)*`b`c!10 20
a| 1
b| 20
c| 20
q)(`a`b!(1 2;3 4))-`b`c!(1 1;5 6)
a| 1  2
b| 2  3
c| -5 -6
q)([k:`a`b]v:1 2)-([k:`b`c]v:10 20)
k| v
-| ---
a| 1
b| -8
c| -20
q)5,`a`b!1 2
'type
q)(`a`b!1 2),5
'type
q)2 mcount `a`b!(1 0N 3;4 5 0N)
a| 1 0 1
b| 2 1 1
q)2 mcount ([]p:1 0N 3)
p
-
1
1
1

// What sorts mark, and trains of more than two
q)attr asc ("pear";"fig";"date")
`s
q)attr asc (2;`a;1)
`s
q)meta asc ([]a:2 1;b:`x`y)
c| t f a
-| -----
a| j   p
b| s
q)meta asc ([]a:2 1)
c| t f a
-| -----
a| j   s
q)meta asc ([k:`x`y]a:2 1;b:3 4)
c| t f a
-| -----
k| s
a| j   p
b| j
q)f:(count distinct type each)
q)f (1;`a;2)
2
q)f each ((1;2);(1;`b))
1 2
q)type f
105h
q)1.5 in 1 2 3
'type
q)1.5 in 0#1
'type
q)1 2f in 1#2
01b

// The comparisons that q makes of others
q)(<=)
~>
q)(>=;<>)
~<
~=
q)type each (<;<=;>;>=;=;<>)
102 105 102 105 102 105h
q)parse "a<=b"
~>
`a
`b
q)string (<>)
"~="

// Names that columns take from their expressions
q)cols ([]2*n;`long$n:1 2)
`x`n
q)t:([]a:1.5 2.5;b:3 4)
q)cols select `long$a,2*b,3 xbar b,a+b from t
`a`x`b`a1
