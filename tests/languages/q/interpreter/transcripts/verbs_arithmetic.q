/ Sums promote to the wider type; booleans, bytes and shorts add as ints.
q)1b+1b
2i
q)type 1b+1b
-6h
q)0x01+0x02
3i
q)1h+2h
3i
q)1h+2
3
q)1i+2.5
3.5
q)1e+2
100f
q)type 1e+2
-9h
q)2+3 4 5
5 6 7
q)(1;2 3)+10
11
12 13
q)(1 2;3 4)+10 20
11 12
23 24
q)1 2+(10;20 30)
11
22 32
q)1 2 3+1 2
'length
q)1+`a
'type
q)1+"abc"
'type
q)()+1
()
q)(`long$())+1
`long$()
q)1+(::)
'type

/ Nulls and infinities in integer arithmetic: null stays null, infinity wraps like any number.
q)0N+1
0N
q)0Ni+1i
0Ni
q)0W+1
0N
q)0W-0W
0
q)-0W+0W
0
q)0w-0w
0n
q)0n*2
0n
q)0Nh*2h
0Ni
q)9223372036854775807+2
-0W
q)neg 0N
0N
q)abs 0N -3 3
0N 3 3

/ Division always gives a float.
q)6%3
2f
q)1%0
0w
q)-1%0
-0w
q)0%0
0n
q)1 2 3%2
0.5 1 1.5
q)0N%2
0n
q)10b%2
0.5 0
q)0x04%2
2f
q)6h%2h
3f
q)1%`a
'type
q)reciprocal 2 4 0
0.5 0.25 0w
q)2%0 0n
0w 0n

/ div and mod round down, whatever the signs; the type of div follows its left argument.
q)7 div 2
3
q)-7 div 2
-4
q)7 div -2
-4
q)-7 mod 2
1
q)7 mod -2
-1
q)7 mod 0
0N
q)7 div 0
0N
q)7.5 div 2
3f
q)7.5 mod 2
1.5
q)-3 -2 -1 0 1 2 mod 3
0 1 2 0 1 2
q)5h div 2h
2i
q)5i mod 3i
2i
q)0N mod 3
0N
q)5 mod 0N
0N
q)2 div 0.4
5

/ Rounding: floor and ceiling give longs, signum ints; nulls and infinities keep their meaning.
q)floor 2.7 -2.7 3
2 -3 3
q)floor 2.7 -2.7
2 -3
q)ceiling 2.1 -2.1
3 -2
q)floor 0n 0w -0w
0N 0W -0W
q)floor 5
5
q)ceiling 5h
5h
q)floor 2.5e
2
q)floor 2024.01.01
'type
q)signum -2.5 0 3
-1 0 1i
q)signum 0N
-1i
q)signum 10b
1 0i
q)abs -2.5 3
2.5 3
q)abs 0x03
3i
q)neg 10b
-1 0i
q)neg (1;2 3f)
-1
-2 -3f
q)neg `a
'type
q)neg "a"
-97i

/ Products promote; powers, roots and logarithms are floats, null outside of their domain.
q)3h*4h
12i
q)2*0.5
1f
q)1b*5
5
q)2 xexp 3
8f
q)2 xexp 0.5 -1
1.414214 0.5
q)-2 xexp 2
0n
q)-2 xexp 0.5
0n
q)0 xexp 0
1f
q)sqrt 16 2 -1
4 1.414214 0n
q)exp 0 1
1 2.718282
q)log 1 0 -1
0 -0w 0n
q)2 xlog 8 0.25
3 -2f
q)10 xlog 1000
3f
q)sqrt 0N
0n
q)sin 0
0f
q)cos 0
1f
q)tan 0
0f
q)asin 1
1.570796
q)acos 1 2
0 0n
q)atan 1
0.7853982
q)exp `a
'type
q)sqrt `a
'type

/ xbar rounds down to a multiple of its left argument.
q)5 xbar 0 4 5 9 12
0 0 5 5 10
q)2.5 xbar 1 3 6
0 2.5 5
q)3 xbar -1 0 1
-3 0 0
q)5 xbar 0N 7
0N 5
q)5 xbar 11:00+0 2 5 7
11:00 11:00 11:05 11:05
q)10 xbar 2024.03.05
2024.03.05
q)0D00:05 xbar 2024.03.05D10:07:30
2024.03.05D10:05:00.000000000

/ Arithmetic on dictionaries works on the values of common keys; the others stay as they are.
q)(`a`b!1 2)+`b`c!10 20
a| 1
b| 12
c| 20
q)1+`a`b!1 2
a| 2
b| 3
q)neg`a`b!1 2
a| -1
b| -2
q)(`a`b!1 2)*2.5
a| 2.5
b| 5
q)(`a`b!(1;2 3))+10
a| 11
b| 12 13
q)(`a`b!1 2)+1 2
a| 2
b| 4
q)(`a`b!1 2)+1 2 3
'length

/ Arithmetic on tables works on every column, on keyed tables on the values of common keys.
q)1+([]a:1 2;b:3 4)
a b
---
2 4
3 5
q)([]a:1 2;b:3 4)*([]a:10 20;b:1 2)
a  b
----
10 3
40 8
q)([k:`a`b]v:1 2)+([k:`b`c]v:10 20)
k| v
-| --
a| 1
b| 12
c| 20
q)1+([]a:`x`y)
'type
