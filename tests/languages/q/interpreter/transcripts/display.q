q)1
1
q)1f
1f
q)1.5
1.5
q)1 2f
1 2f
q)1 2.5
1 2.5
q)1e10
1e+10
q)1e-5
1e-05
q)123456789
123456789
q)1234567.8
1234568f
q)0.1+0.2
0.3
q)100000000f
1e+08
q)1i
1i
q)1 2i
1 2i
q)1h
1h
q)0x0a
0x0a
q)0x0a0b
0x0a0b
q)1b
1b
q)101b
101b
q)`a
`a
q)`a`b
`a`b
q)`
`
q)``a
``a
q)"a"
"a"
q)"abc"
"abc"
q)enlist 1
,1
q)enlist "a"
,"a"
q)enlist `a
,`a
q)enlist 1b
,1b
q)`long$()
`long$()
q)`symbol$()
`symbol$()
q)""
""
q)()
()
q)(1;2f)
1
2f
q)(1 2;`a`b)
1 2
a b
q)(1;"a";`b;1.5)
1
"a"
`b
1.5
q)(1 2;3 4;5 6)
1 2
3 4
5 6
q)(1 2f;3 4f)
1 2
3 4
q)(1 2.5;3 4)
1 2.5
3 4
q)("ab";"cd")
"ab"
"cd"
q)("abc";"d")
"abc"
"d"
q)((1 2;3);4)
(1 2;3)
4
q)((1 2;3 4);(5 6;7 8))
1 2 3 4
5 6 7 8
q)(`a`b;`c`d)
a b
c d
q)(1b;0b)
10b
q)(101b;011b)
101b
011b
q)(1 0N;3 4)
1
3 4
q)1 0N 3
1 0N 3
q)0N
0N
q)0n
0n
q)1 0n
1 0n
q)0Ni
0Ni
q)0N 0N
0N 0N
q)0w
0w
q)-0w 1
-0w 1
q)::
q)(::)
q)(1;::)
1
::
q){x+y}
{x+y}
q)+
+
q)count
#:
q)(+/)
+/
q)sum
sum
q)enlist (1 2;3 4)
1 2 3 4
q)enlist enlist 1
1
q)flip enlist 1 2 3
1
2
3
q)enlist "abc"
"abc"
q)(101b;1 2 3)
1 0 1
1 2 3
q)til 100
0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 ..
q)50#1.5
1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1.5 1..
q)30#`abc
`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`abc`..
q)\P 3
q)1%3
0.333
q)\P 10
q)1%3
0.3333333333
q)\P 0
q)1%3
0.33333333333333331
q)\P 7
q)0N!1 2
1 2
1 2
q)show 1 2
1 2
q)show `a`b!1 2
a| 1
b| 2
q)1 2 3;
q)a:5
q)-1 "text";
text
q)\c 10 20
q)til 20
0 1 2 3 4 5 6 7 8..
q)([]a:til 20)
a
-
0
1
2
3
4
..
