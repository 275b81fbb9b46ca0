/ Take cycles over its list, from the end where negative; two or more numbers shape.
q)3#1 2 3 4 5
1 2 3
q)-2#1 2 3
2 3
q)5#1 2
1 2 1 2 1
q)-5#1 2
2 1 2 1 2
q)0#1 2
`long$()
q)3#7
7 7 7
q)2#`a
`a`a
q)2#()
()
()
q)3#0#0
0N 0N 0N
q)2 3#til 6
0 1 2
3 4 5
q)2 2#1
1 1
1 1
q)0N 2#til 5
0 1
2 3
,4
q)2 0N#til 5
0 1
2 3 4
q)2 2 2#til 8
0 1 2 3
4 5 6 7
q)`a`b#`a`b`c!1 2 3
a| 1
b| 2
q)`a`z#`a`b!1 2
a| 1
z|
q)(enlist`b)#([]a:1 2;b:3 4)
b
-
3
4
q)2#([]a:1 2 3)
a
-
1
2
q)2#`a`b`c!1 2 3
a| 1
b| 2
q)1.5#1 2
'type
q)enlist[2]#til 5
0 1

/ Drop, cut and sublist.
q)2_1 2 3 4
3 4
q)-1_1 2 3
1 2
q)5_1 2
`long$()
q)0 2 4_til 6
0 1
2 3
4 5
q)2 4_til 6
2 3
4 5
q)2 1_til 4
'domain
q)2 cut til 5
0 1
2 3
,4
q)0 3 cut "hello"
"hel"
"lo"
q)`a _`a`b!1 2
b| 2
q)(`a`b!1 2)_`a
b| 2
q)1_`a`b!1 2
b| 2
q)1 2 3_1
1 3
q)(enlist`a)_([]a:1 2;b:3 4)
b
-
3
4
q)1_([]a:1 2)
a
-
2
q)2 sublist 1 2 3
1 2
q)5 sublist 1 2
1 2
q)-2 sublist 1 2 3
2 3
q)1 2 sublist 1 2 3 4
2 3
q)1 9 sublist 1 2 3
2 3
q)5 2 sublist 1 2 3
`long$()
q)2 sublist `a`b`c!1 2 3
a| 1
b| 2

/ Rotate, prev, next, xprev, reverse.
q)rotate[1;1 2 3]
2 3 1
q)-1 rotate 1 2 3
3 1 2
q)5 rotate 1 2 3
3 1 2
q)rotate[1;()]
()
q)prev 1 2 3
0N 1 2
q)next 1 2 3
2 3 0N
q)2 xprev 1 2 3
0N 0N 1
q)-1 xprev `a`b
`b`
q)prev `a`b!1 2
a|
b| 1
q)prev ("ab";"c")
""
"ab"
q)prev 5
'type
q)reverse 1 2 3
3 2 1
q)reverse `a`b!1 2
b| 2
a| 1
q)reverse 5
5
q)reverse ([]a:1 2)
a
-
2
1

/ first, last, count, til, enlist, raze, flip.
q)first 1 2 3
1
q)first ()
()
q)first 0#0
0N
q)last "abc"
"c"
q)first `a`b!1 2
1
q)first ([]a:1 2;b:`x`y)
a| 1
b| `x
q)last 5
5
q)count 1 2 3
3
q)count `a
1
q)count `a`b!1 2
2
q)count ([]a:1 2 3)
3
q)count {x}
1
q)til 3
0 1 2
q)til 0
`long$()
q)til -1
'domain
q)til 2.5
'type
q)til 3i
0 1 2
q)enlist 1
,1
q)enlist[1;`a]
1
`a
q)enlist `a`b!1 2
a b
---
1 2
q)raze (1 2;3;4 5)
1 2 3 4 5
q)raze ("ab";"cd")
"abcd"
q)raze (1 2;`a)
1
2
`a
q)raze 1
,1
q)raze ()
()
q)raze `a`b!(1 2;3)
1 2 3
q)raze (([]a:1 2);([]a:enlist 3))
a
-
1
2
3
q)flip (1 2;3 4)
1 3
2 4
q)flip (1 2;3)
1 3
2 3
q)flip `a`b!(1 2;3 4)
a b
---
1 3
2 4
q)flip ([]a:1 2;b:3 4)
a| 1 2
b| 3 4
q)flip (1 2;3 4 5)
'length
q)flip 1 2
'rank

/ Join.
q)1 2,3
1 2 3
q)1,`a
1
`a
q)1 2,3 4f
1
2
3f
4f
q)(),1
,1
q)(`a`b!1 2),`b`c!3 4
a| 1
b| 3
c| 4
q)([]a:1 2),([]a:enlist 3)
a
-
1
2
3
q)([]a:1 2),([]b:1 2)
'mismatch
q)([]a:1 2),'([]b:3 4)
a b
---
1 3
2 4
q)1,([]a:1 2)
1
(,`a)!,1
(,`a)!,2
q)"a",1
"a"
1
q)x:1 2
q)x,:3
q)x
1 2 3
q)x,:`a
'type
q)x:enlist 1 2
q)x,:3 4
q)x
1 2
3 4

/ Attributes show where they hold, and fail where they cannot.
q)`s#1 2 3
`s#1 2 3
q)`s#3 1
's-fail
q)`u#1 1
'u-fail
q)`p#1 1 2 2
`p#1 1 2 2
q)`p#1 2 1
'u-fail
q)`g#1 2 1
`g#1 2 1
q)attr `g#1 2
`g
q)attr 1 2
`
q)`#`s#1 2
1 2
q)(`s#1 2),3
1 2 3
q)attr (`s#1 2),0
`
