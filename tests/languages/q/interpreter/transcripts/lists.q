q)til 5
0 1 2 3 4
q)til 0
`long$()
q)count 1 2 3
3
q)count 5
1
q)count "abc"
3
q)first 5 6 7
5
q)last 5 6 7
7
q)first ()
()
q)reverse 1 2 3
3 2 1
q)reverse "abc"
"cba"
q)1 rotate 1 2 3
2 3 1
q)-1 rotate 1 2 3
3 1 2
q)3#1 2
1 2 1
q)-2#1 2 3
2 3
q)0#1 2 3
`long$()
q)5#`a`b
`a`b`a`b`a
q)2 3#til 6
0 1 2
3 4 5
q)2 2#1
1 1
1 1
q)1_1 2 3
2 3
q)-1_1 2 3
1 2
q)0 2_1 2 3 4
1 2
3 4
q)2_"abcdef"
"cdef"
q)1 2,3
1 2 3
q)1,"a"
1
"a"
q)(),1
,1
q)"ab","cd"
"abcd"
q)`a,`b
`a`b
q)raze (1 2;3 4)
1 2 3 4
q)raze (1;2 3;4)
1 2 3 4
q)enlist 1
,1
q)enlist 1 2
1 2
q)(1;`a;"x")
1
`a
"x"
q)(1 2;3 4)
1 2
3 4
q)(1 2;3 4 5)
1 2
3 4 5
q)()
()
q)flip (1 2;3 4)
1 3
2 4
q)flip (1 2;3)
1 3
2 3
q)flip (1 2;3 4 5)
'length
q)where 0101b
1 3
q)where 2 0 1
0 0 2
q)where `a`b`c!101b
`a`c
q)distinct 1 2 1 3
1 2 3
q)group `a`b`a
a| 0 2
b| ,1
q)2 cut 1 2 3 4 5
1 2
3 4
,5
q)0 3 cut "abcdef"
"abc"
"def"
q)prev 1 2 3
0N 1 2
q)next 1 2 3
2 3 0N
q)2 xprev 1 2 3 4
0N 0N 1 2
q)2 sublist 1 2 3
1 2
q)-2 sublist 1 2 3
2 3
q)1 2 sublist 1 2 3 4
2 3
q)1 2 cross 3 4
1 3
1 4
2 3
2 4
/ indexing
q)x:10 20 30
q)x 1
20
q)x[0 2]
10 30
q)x 5
0N
q)x[1]:99
q)x
10 99 30
q)m:(1 2 3;4 5 6)
q)m[1;2]
6
q)m[;1]
2 5
q)m 0
1 2 3
q)m[0 1;0]
1 4
q)"abc" 1
"b"
q)`a`b`c 2 0
`c`a
q)x -1
0N
q)x 1.5
'type
/ find and membership
q)1 2 3?2
1
q)1 2 3?5
3
q)1 2 3?3 1
2 0
q)`a`b?`b
1
q)"hello"?"l"
2
q)(1 2;3 4)?3 4
1
q)2 in 1 2 3
1b
q)5 in 1 2 3
0b
q)1 5 in 1 2 3
10b
q)"a" in "abc"
1b
q)`a in `b`c
0b
q)3 within 1 5
1b
q)1 7 within 2 8
01b
/ sets
q)1 2 3 union 3 4
1 2 3 4
q)1 2 3 inter 2 3 4
2 3
q)1 2 3 except 2
1 3
/ order
q)asc 3 1 2
`s#1 2 3
q)desc 3 1 2
3 2 1
q)iasc 3 1 2
1 2 0
q)idesc 3 1 2
0 2 1
q)rank 30 10 20
2 0 1
q)asc `b`a
`s#`a`b
q)asc "hello"
`s#"ehllo"
q)2 4 6 bin 5
1
q)2 4 6 bin 1
-1
q)2 4 6 binr 5
2
q)differ 1 1 2 2 3
10101b
q)fills 1 0N 0N 4
1 1 1 4
q)1 2 3~1 2 3
1b
q)1 2 3~1 2 4
0b
q)1~1f
0b
q)til -1
'domain
/ running
q)sums 1 2 3
1 3 6
q)prds 1 2 3
1 2 6
q)maxs 1 3 2
1 3 3
q)mins 3 1 2
3 1 1
q)deltas 1 4 9
1 3 5
q)ratios 1 2 8
1 2 4f
q)avgs 1 2 3
1 1.5 2
q)2 msum 1 2 3
1 3 5
q)2 mavg 1 2 3
1 1.5 2.5
q)2 mmax 3 1 2
3 3 2
q)2 mcount 1 0N 3
1 1 1
q)sum 1 2 3
6
q)prd 1 2 3 4
24
q)avg 1 2 3 4
2.5
q)med 1 5 3
3f
q)med 1 2 3 4
2.5
q)var 1 2 3 4
1.25
q)dev 1 2 3 4
1.118034
q)sdev 1 2 3 4
1.290994
q)max 1 5 3
5
q)min "hello"
"e"
q)all 1 1 0
0b
q)any 0 0 1
1b
q)1 2 3 cor 2 4 6
1f
q)1 2 3 wavg 4 5 6
5.333333
q)1 2 wsum 3 4
11f
q)sum (1 2;3 4)
4 6
q)max (1 5;3 4)
3 5
q)sum ()
0

// Pieces of every kind of list
q)2 0N#til 5
0 1
2 3 4
q)0N 2#`a`b`c
`a`b
,`c
q)2 2 2#til 8
0 1 2 3
4 5 6 7
q)2 cut "abcde"
"ab"
"cd"
,"e"
q)0 1 3 cut (1;`a;"b";2.5)
,1
(`a;"b")
,2.5
q)string -0W 0W 0N 7
"-0W"
"0W"
""
,"7"
