/ Find gives the first place of each item, the count where there is none; the type must be the list's own.
q)10 20 30 20?20
1
q)10 20 30?20 5
1 3
q)`a`b`c?`c`z
2 3
q)"hello"?"lo"
2 4
q)1 2 3?2f
'type
q)1 2 3?`a
'type
q)(1 2;3 4)?3 4
1
q)(1 2;3 4)?(3 4;9 9)
1 2
q)("ab";"cd")?"cd"
1
q)10 20?(10;20 30)
0
1 2
q)(1;`a;"x")?`a
1
q)0N 1?0N
0
q)()?1
0
q)(`a`b!1 2)?2
`b
q)(`a`b!1 2)?5
`
q)([]a:1 2;b:`x`y)?(2;`y)
1
q)([]a:1 2;b:`x`y)?([]a:3 1;b:`x`x)
2 0

/ in looks each atom up in a vector, but a list whole in a list of lists.
q)1 5 in 1 2 3
10b
q)2 in 1 2 3
1b
q)`a in `a`b
1b
q)"ab" in "bcd"
01b
q)"ab" in ("ab";"cd")
1b
q)(1 2;3 4) in ((1 2;3 4);9)
1b
q)1 2 in (9;(1 2;3 4))
00b
q)3 in (1 2;3)
0b
q)1 2f in 2
01b
q)1 2f in 1 2
'type
q)1 in ()
0b
q)(1 2;3) in 1 3
10b
1b

/ bin finds the last item that is not above, binr the first that is not below.
q)1 3 5 7 bin 4
1
q)1 3 5 7 bin 0 1 8
-1 0 3
q)1 3 3 5 bin 3
2
q)1 3 3 5 binr 3
1
q)1 3 5 binr 0 4 6
0 2 3
q)10:00 11:00 bin 10:30
0
q)`a`c bin `b
0
q)1 3 5 bin 2f
'type
q)("apple";"pear") bin "banana"
0
q)(`a`b!10 20) bin 15
`a
q)([]a:`x`x`y;b:1 3 1) bin (`x;2)
0
q)([]a:`x`x`y;b:1 3 1) bin ([]a:`y`z;b:5 1)
2 0N

/ Sorting: asc marks the result as sorted, grades give the order, ties keep theirs.
q)asc 3 1 2
`s#1 2 3
q)desc 3 1 2
3 2 1
q)iasc 3 1 2
1 2 0
q)idesc 3 1 2
0 2 1
q)iasc 2 1 2 1
1 3 0 2
q)idesc 2 1 2 1
0 2 1 3
q)asc `b`a
`s#`a`b
q)asc "hello"
`s#"ehllo"
q)asc 2 0N 1
`s#0N 1 2
q)asc 0n 1 -0w
`s#0n -0w 1
q)asc 01101b
`s#00111b
q)asc ("pear";"fig";"apple")
"apple"
"fig"
"pear"
q)asc (2 1;1 5;1 2)
1 2
1 5
2 1
q)asc (1;1b;"b";2024.01.01;"a";0)
1b
0
1
"a"
"b"
2024.01.01
q)desc (1;1b;"b";0)
"b"
1
0
1b
q)asc `a`b`c!3 1 2
b| 1
c| 2
a| 3
q)desc `a`b`c!3 1 2
a| 3
c| 2
b| 1
q)iasc `a`b`c!3 1 2
`b`c`a
q)asc ()
()
q)asc 3
'rank
q)asc ([]a:2 1 2;b:`y`z`x)
a b
---
1 z
2 x
2 y
q)rank 30 10 20
2 0 1
q)rank `b`a`c
1 0 2
q)2 xrank 4 1 3 2
1 0 1 0
q)3 xrank til 7
0 0 0 1 1 2 2
q)attr asc 2 1
`s
q)attr desc 2 1
`

/ Group, distinct, differ and the set verbs.
q)group `a`b`a
a| 0 2
b| ,1
q)group "hello"
h| ,0
e| ,1
l| 2 3
o| ,4
q)group 1 2 1
1| 0 2
2| ,1
q)distinct 3 1 3 2
3 1 2
q)distinct ("ab";"c";"ab")
"ab"
"c"
q)distinct ([]a:1 1 2)
a
-
1
2
q)distinct 1
'type
q)differ 1 1 2 2 1
10101b
q)differ "aab"
101b
q)differ ()
`boolean$()
q)1 2 3 union 3 4
1 2 3 4
q)1 2 2 3 inter 2 3
2 2 3
q)1 2 2 3 except 2
1 3
q)`a`b except `b`c
,`a
q)("ab";"cd") except enlist "ab"
"cd"
q)1 2 inter 5
`long$()
q)([]a:1 2 3) except ([]a:enlist 2)
a
-
1
3
q)([]a:1 2 3) inter ([]a:2 5)
a
-
2
q)count each group 1 1 2
1| 2
2| 1
q)group `a`b`c!1 2 1
1| `a`c
2| ,`b

/ where gives places or keys, as often as the numbers say.
q)where 0110b
1 2
q)where 2 0 1
0 0 2
q)where `a`b`c!101b
`a`c
q)where `a`b!2 1
`a`a`b
q)where 00b
`long$()
q)where "a"
'type
q)where 1.5 2
'type

/ cross pairs every item with every item.
q)1 2 cross 3 4
1 3
1 4
2 3
2 4
q)"ab" cross "c"
"ac"
"bc"
q)1 cross 2 3
1 2
1 3
q)([]a:1 2) cross ([]b:`x`y)
a b
---
1 x
1 y
2 x
2 y
q)(`a`b!1 2) cross `c`d!3 4
a c| 1 3
a d| 1 4
b c| 2 3
b d| 2 4

// in of a dictionary tells which values are there.
q)(`a`b!1 5)in 1 2
a| 1
b| 0
q)(`a`b!1 5)in 5
a| 0
b| 1
