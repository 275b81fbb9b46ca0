/ each
q)count each ("ab";"c";"")
2 1 0
q){x*x} each 1 2 3
1 4 9
q)neg each (1 2;3)
-1 -2
-3
q)(1 2;3 4),'5 6
1 2 5
3 4 6
q)1 2 3 +' 4 5 6
5 7 9
q){x+y}'[1 2;3 4]
4 6
q){x+y+z}'[1 2;3;4 5]
8 10
q)1 2,'3 4 5
'length
/ each left and right
q)1 2 3+\:10 20
11 21
12 22
13 23
q)1 2 3+/:10 20
11 12 13
21 22 23
q)"ab",/:"cd"
"abc"
"abd"
q)"ab",\:"c"
"ac"
"bc"
q)1 2*/:\:1 2 3
1 2 3
2 4 6
/ over and scan
q)(+/)1 2 3
6
q)(+\)1 2 3
1 3 6
q)+/[1 2 3]
6
q)+/[10;1 2 3]
16
q)+\[10;1 2 3]
11 13 16
q){x*y}/[1 2 3 4]
24
q){x,y}/[();1 2 3]
1 2 3
q){x+y}\[0;1 2 3]
1 3 6
q)(*) over 1 2 3 4
24
q)(+) scan 1 2 3
1 3 6
q)max over (1 2;3 4)
4
q)({x+y}/)1 2 3
6
q)(+/)()
0
q)({x+y}/)()
()
/ do, while, converge
q)5{x+2}/0
10
q)3{2*x}\1
1 2 4 8
q){x<100}{2*x}/1
128
q){x<20}{2*x}\1
1 2 4 8 16 32
q){x div 2}/[100]
0
q){x div 2}\[10]
10 5 2 1 0
q){0.5*x+2%x}/[1f]
1.414214
/ prior
q)(-':)1 4 9
1 3 5
q){x,y}':[1 2 3]
1
2 1
3 2
q)(-) prior 1 4 9
1 3 5
q)0 -':1 4 9
1 3 5
/ three arguments
q){x+y*z}/[1;2 3;4 5]
24
q){x+y*z}\[1;2 3;4 5]
9 24
/ compositions and projections
q)f:2+
q)f 3
5
q)g:{x+y*z}[1;;3]
q)g 2
7
q)(neg sum@)1 2 3
-6
q)('[neg;{x+y}])[1;2]
-3
q)add:+
q)add[1;2]
3
q)h:{x,y}
q)h[1]each 2 3
1 2
1 3
q).[+;1 2]
3
q){x+y} . 1 2
3
q)sum each (1 2;3 4)
3 7
q)each[count;("ab";"c")]
2 1
q)(count';first)@\:("ab";"c")
2 1
a b
q)0 1 0'[1 2 3;10 20 30]
1 20 3
