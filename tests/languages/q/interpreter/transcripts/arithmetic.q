/ atoms
q)2+3
5
q)2-3
-1
q)2*3
6
q)7%2
3.5
q)6%3
2f
q)1%0
0w
q)-1%0
-0w
q)0%0
0n
q)7 div 2
3
q)-7 div 2
-4
q)7 mod 3
1
q)-7 mod 3
2
q)7 mod -3
-2
q)5 mod 0
0N
q)5 div 0
0N
q)neg 5
-5
q)neg 2.5
-2.5
q)abs -3 3
3 3
q)signum -2 0 5
-1 0 1i
q)reciprocal 4
0.25
q)floor 2.7 -2.7
2 -3
q)ceiling 2.1 -2.1
3 -2
q)sqrt 16
4f
q)sqrt -1
0n
q)exp 0
1f
q)log 1
0f
q)2 xexp 10
1024f
q)2 xlog 8
3f
/ right to left, no precedence
q)2*3+4
14
q)(2*3)+4
10
q)10-2-3
11
/ promotion
q)type 1b+1b
-6h
q)type 1h+1h
-6h
q)type 1i+1
-7h
q)type 1+1f
-9h
q)type 1e+1
-9h
q)type 0x01+0x02
-6h
q)1i+2i
3i
q)1h+2h
3i
q)1b+1b
2i
q)1e%2
0.5
/ atoms spread over lists
q)1+1 2 3
2 3 4
q)1 2 3+10
11 12 13
q)1 2 3*4 5 6
4 10 18
q)(1 2;3 4)+10 20
11 12
23 24
q)1 2+(1;2 3)
2
4 5
q)1 2 3+1 2
'length
q)"a"+1
'type
q)1+`a
'type
/ nulls and infinities
q)0N+1
0N
q)0N*0
0N
q)1 0N 3+1
2 0N 4
q)0n+1
0n
q)0W+1
0N
q)0Wi
0Wi
q)0Wh
32767h
q)0w-0w
0n
q)1 2 0w%0 0 0
0w 0w 0w
q)max 0N 1 2
2
q)min 0N 1 2
1
q)sum 0N 1 2
3
q)avg 1 0N 3
2f
q)0N<1
1b
q)0N=0N
1b
q)0n=0n
1b
q)null 1 0N 3
010b
/ overflow wraps
q)9223372036854775807+1
0N
q)9223372036854775807*2
-2
q)2147483647i+1i
0Ni
/ bars and bounds
q)5 xbar 3 7 12
0 5 10
q)0.5 xbar 1.3 2.7
1 2.5
q)3&5
3
q)3|5
5
q)1 5 3&2
1 2 2
q)1b&0b
0b
q)0b|1b
1b
/ assignment through an operator
q)a:5
q)a+:3
q)a
8
q)a*:2
q)a
16
q)b:1 2 3
q)b[1]+:10
q)b
1 12 3
q)b[0 2]:7
q)b
7 12 7
q)1+b[1]-:2
11
