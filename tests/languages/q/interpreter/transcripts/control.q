// The conditional evaluates one branch only.
q)$[1b;`yes;`no]
`yes
q)$[0b;`yes;`no]
`no
q)$[1;2;'`no]
2
q)$[0b;'`no;3]
3
q)$[0b;1;0b;2;3]
3
q)$[0b;1;1b;2;'`no]
2
q)$[0;1;0;2;0;3;4]
4

// Anything but a zero is true; a condition must be an atom of a number type.
q)$[5;`t;`f]
`t
q)$[0i;`t;`f]
`f
q)$[0.0;`t;`f]
`f
q)$[0x00;`t;`f]
`f
q)$["a";`t;`f]
`t
q)$[0N;`t;`f]
`t
q)$[2000.01.01;`t;`f]
`f
q)$[();1;2]
'type
q)$[1 0;1;2]
'type
q)$[`a;1;2]
'type

// if evaluates its statements in order where the condition holds; its value is the generic null.
q)if[1b;a:1;b:2]
q)a,b
1 2
q)if[0b;a:5]
q)a
1
q)(::)~{if[1b;3]}[]
1b
q)if["";1]
'type

// while goes on as long as the condition holds.
q)i:0
q)s:0
q)while[i<5;s+:i;i+:1]
q)s
10
q)i
5
q)while[0b;s:100]
q)s
10
q)r:()
q)n:27
q)while[n>20;r,:n;n-:3]
q)r
27 24 21

// do repeats so many times; a negative count is none.
q)n:1
q)do[10;n*:2]
q)n
1024
q)do[0;n:0]
q)do[-3;n:0]
q)n
1024
q)f:{r:();do[x;r,:count r];r}
q)f 4
0 1 2 3

// Control words nest, and early return leaves all of them.
q)f:{i:0;while[1b;i+:1;if[i>x;:i]]}
q)f 7
8
q){r:0;do[3;do[4;r+:1]];r}[]
12
q){if[x>0;if[x>10;:`big];:`small];`neg}each -1 5 50
`neg`small`big

// The vector conditional picks item by item.
q)?[101b;1 2 3;10 20 30]
1 20 3
q)?[10b;`a;`b`c]
`a`c
q)?[1b;2;3]
2
q)?[110b;1;0]
1 1 0
q)?[10b;1 2;3 4 5]
'length
q)?[10b;1 2;3 4f]
'type
q)?[1 0;1 2;3 4]
'type
