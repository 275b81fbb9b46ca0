q)d:`a`b`c!1 2 3
q)d
a| 1
b| 2
c| 3
q)d`a
1
q)d`a`c
1 3
q)d`z
0N
q)d[`a]:10
q)d
a| 10
b| 2
c| 3
q)d[`e]:5
q)d
a| 10
b| 2
c| 3
e| 5
q)key d
`a`b`c`e
q)value d
10 2 3 5
q)count d
4
q)d+1
a| 11
b| 3
c| 4
e| 6
q)d+`a`z!100 200
a| 110
b| 2
c| 3
e| 5
z| 200
q)neg d
a| -10
b| -2
c| -3
e| -5
q)sum d
20
q)max d
10
q)where d=2
,`b
q)d?2
`b
q)`a in key d
1b
q)1_d
b| 2
c| 3
e| 5
q)2#d
a| 10
b| 2
q)`a`b#d
a| 10
b| 2
q)`a _ d
b| 2
c| 3
e| 5
q)`a`b _ d
c| 3
e| 5
q)d _ `a
b| 2
c| 3
e| 5
q)d,`b`x!7 8
a| 10
b| 7
c| 3
e| 5
x| 8
q)reverse d
e| 5
c| 3
b| 2
a| 10
q)asc `x`y`z!3 1 2
y| 1
z| 2
x| 3
q)desc `x`y`z!3 1 2
x| 3
z| 2
y| 1
q)iasc `x`y`z!3 1 2
`y`z`x
q)(1 2;3 4)!`a`b
1 2| a
3 4| b
q)1 2!(3 4;5 6)
1| 3 4
2| 5 6
q)`a`b!(1 2;"xyz")
a| 1 2
b| "xyz"
q)()!()
()!()
q)(`a`b!1 2)~`a`b!1 2
1b
q)`a`b!1
a| 1
b| 1
q)enlist[`a]!enlist 1
a| 1
q){x*2} each d
a| 20
b| 4
c| 6
e| 10
q)count each `a`b!(1 2;3)
a| 2
b| 1
q)first d
10
q)distinct 1 1 2
1 2
q)group 1 2 1
1| 0 2
2| ,1
q)`a`b!1 2 3
'length
q)d[`a`b]:0
q)d
a| 0
b| 0
c| 3
e| 5
q)d,:`q`r!1 2
q)d
a| 0
b| 0
c| 3
e| 5
q| 1
r| 2
q)type d
99h
q)value `a`b!1 2
1 2
q)([a:1;b:2])
a| 1
b| 2

// A table as the index of a dictionary is a list of records: each of their values is a key.
q)(`a`b!1 2)([]x:`a`b;y:`b`q)
x y
---
1 2
2  
q)(`a`b!1 2)`x`y!(`c`d!`a`b;`c`d!`b`q)
 | c d
-| ---
x| 1 2
y| 2  
