// Each applies a function to every item; the result is a vector where all results are atoms of one type.
q)count each("ab";"c";"")
2 1 0
q)(count')("ab";"c")
2 1
q)count'[("ab";"c")]
2 1
q){x*x}each 1 2 3
1 4 9
q){x*x}'[1 2 3]
1 4 9
q)neg each 5
-5
q)count each ()
()
q)reverse each(1 2;3 4)
2 1
4 3
q){x}each`a`b!1 2
a| 1
b| 2
q)count each`a`b!(1 2;3)
a| 2
b| 1
q)count each([]a:1 2;b:3 4)
2 2

// Each with two arguments takes their items in pairs; an atom goes with every item.
q)1 2 3+'10 20 30
11 22 33
q)1 2 3,'10 20 30
1 10
2 20
3 30
q)1 2,'3
1 3
2 3
q)"ab",'"cd"
"ac"
"bd"
q)2#'`a`b
a a
b b
q)1 2,'3 4 5
'length
q){x+y*z}'[1 2;3 4;5 6]
16 26
q){x,y,z}'[1;2 3;4]
1 2 4
1 3 4
q)(`a`b!1 2),'`a`b!3 4
a| 1 3
b| 2 4
q)3 4#'1 2
1 1 1
2 2 2 2

// Each-left and each-right keep one side whole.
q)1 2+\:10 20
11 21
12 22
q)1 2+/:10 20
11 12
21 22
q)1 2,\:3
1 3
2 3
q)1 2,/:3 4
1 2 3
1 2 4
q)"ab",/:\:"cd"
"ac" "ad"
"bc" "bd"
q)2 in/:(1 2;3 4)
10b
q)`a`b~\:`a
10b
q)(1 2;3 4)in\:2
01b
00b
q)+/:[1 2;10]
11 12
q)+\:[1 2;10]
11 12
q)(`a`b!1 2)+\:1 2
a| 2 3
b| 3 4
q)1 2+/:`a`b!1 2
a| 2 3
b| 3 4

// Over with one argument reduces a list.
q)(+/)1 2 3 4
10
q)+/[1 2 3]
6
q)(,/)(1 2;3;4 5)
1 2 3 4 5
q){x,y}/[(1 2;3 4)]
1 2 3 4
q)(|/)3 9 2
9
q)(&/)3 9 2
2
q)({x+2*y}/)1 2 3
11
q)(-/)10 1 2
7
q)+/[7]
7
q)(+/)()
0
q)(*/)`long$()
1
q)(+/)(1 2;3 4)
4 6
q)(+/)`a`b!1 2
3

// Over with two arguments starts from the first.
q)10+/1 2 3
16
q)+/[10;1 2 3]
16
q){x,y}/[0;1 2 3]
0 1 2 3
q)100-/1 2
97
q)1 2+/10 20
31 32
q)5+/()
5

// Over with three arguments and more takes them in parallel.
q){x+y*z}/[0;1 2 3;4 5 6]
32
q){x,y,z}/[();1 2;3 4]
1 3 2 4
q){x+y*z}/[0;1 2 3;4]
24
q){x+y*z}/[0;1 2;4 5 6]
'length

// Scan keeps every step.
q)(+\)1 2 3
1 3 6
q)+\[10;1 2 3]
11 13 16
q)10+\1 2 3
11 13 16
q)(,\)1 2 3
,1
1 2
1 2 3
q){x,y}\[1 2 3]
1
1 2
1 2 3
q)(|\)3 1 4 1 5
3 3 4 4 5
q)(-\)10 1 2
10 9 7
q){x+y*z}\[0;1 2 3;4 5 6]
4 14 32
q)(+\)()
0
q){x+y}\[()]
()
q)(+\)(1 2;3 4)
1 2
4 6
q)(+\)`a`b!1 2
a| 1
b| 3
q)sums 1 2 3
1 3 6
q)(*)scan 1 2 3 4
1 2 6 24
q)(+)over 1 2 3
6

// A function of one argument iterates until its result repeats.
q){x div 2}/[100]
0
q){x div 2}\[100]
100 50 25 12 6 3 1 0
q)(neg/)1
-1
q)(neg\)1
1 -1
q){(x+2%x)%2}/[1f]
1.414214
q){_[1;x]}\["abc"]
"abc"
"bc"
,"c"
""
q)raze over((1 2;3);(4;(5;6)))
1 2 3 4 5 6

// With a number it iterates so many times.
q)3{x*2}/1
8
q)3{x*2}\1
1 2 4 8
q){x*2}/[3;1]
8
q)0{x*2}/5
5
q)0{x*2}\5
,5
q)5{x,sum -2#x}/1 1
1 1 2 3 5 8 13
q)2 raze/((1 2;3);4)
1 2 3 4

// With a condition it iterates as long as that holds.
q){x<100}{x*2}/1
128
q){x<100}{x*2}\1
1 2 4 8 16 32 64 128
q)(10>)(1+)/0
10
q){x*2}/[{x<0};5]
5

// A list or dictionary takes the place of a function.
q)n:1 2 3 0
q)n\[0]
0 1 2 3
q)2 n/0
2
q)d:`a`b`c!`b`c`c
q)d\[`a]
`a`b`c
q)d/[`a]
`c
q)(10 20 30)@/:2 0
30 10
q)m:(0 1;1 0)
q)m/[0;0 1 1]
0
q)m\[0;0 1 1]
0 1 0

// Prior applies a function to every item and the one before it.
q)(-':)1 4 9 16
1 3 5 7
q)-':[1 4 9]
1 3 5
q)(-)prior 1 4 9
1 3 5
q)10-':11 13
1 2
q)deltas 1 4 9
1 3 5
q)(,':)1 2 3
1
2 1
3 2
q)(*':)2 3 4
2 6 12
q){x+y}':[1 2 3]
0N 3 5
q){y}prior 1 2 3
0N 1 2
q)(>':)1 3 2
110b
q)differ 1 1 2 2 1
10101b
q)(=':)1 1 2
010b
q)(-':)`long$()
`long$()
q)ratios 2 4 8f
2 2 2f
q)0,':1 2
1 0
2 1

// Case picks from its arguments by number.
q)0 1 0'[1 2 3;10 20 30]
1 20 3
q)1 0'["abc";"xyz"]
'length
q)0 1'[`a;`b`c]
`a`c
q)1 0 2'[10 20 30;1 2 3;`a`b`c]
1
20
`c

// Iterators compose.
q)(+/')(1 2;3 4 5)
3 12
q)(+\')(1 2;3 4)
1 3
3 7
q)+/'[10;(1 2;3)]
13 13
q)(count'')((1 2;3);enlist 4 5 6)
2 1
,3
q){x+y}/:\:[1 2;10 20]
11 21
12 22
q)1 2,/:\:3 4
1 3 1 4
2 3 2 4
q)('[neg;sum])each(1 2;3 4)
-3 -7
q)sum each 2 3#til 6
3 12

// peach is each.
q){x+1}peach 1 2 3
2 3 4
q)(count':)("ab";1 2 3)
2 3

// Functions that iterators derive show with the iterator behind.
q)+/
+/
q)(+/)
+/
q){x+y}\
{x+y}\
q)(count')
#:'
q)(,/:\:)
,/:\:
q)(1 2')
1 2'
q)+/[1]
1
q)type(+/)
107h
q)type({x+y}\)
108h

// Each-right and each-left of text join and split.
q)(", "/:)("quick";"brown")
"quick, brown"
q)(","\:)"a,b,,c"
,"a"
,"b"
""
,"c"
