q)f:{x+1}
q)f 2
3
q)f[2]
3
q)f each 1 2
2 3
q){[a;b] a-b}[5;3]
2
q){x+y+z}[1;2;3]
6
q){5}[]
5
q){[]7}[]
7
q)f
{x+1}
q)type f
100h
q){x}[1;2]
'rank
q)g:{[n] $[n<2;n;g[n-1]+g n-2]}
q)g 10
55
q){$[x<2;x;.z.s[x-1]+.z.s x-2]} 10
55
/ locals and globals
q)a:1
q)h:{a:2;a+x}
q)h 3
5
q)a
1
q)k:{a::5;x}
q)k 1
1
q)a
5
q){b+1} 1
'b
/ control
q)$[1b;`yes;`no]
`yes
q)$[0;`yes;`no]
`no
q)$[0b;1;0b;2;3]
3
q)i:0
q)while[i<3;i+:1]
q)i
3
q)do[3;i*:2]
q)i
24
q)if[i>10;i:0]
q)i
0
q){if[x>2;:`big];`small} 5
`big
q){if[x>2;:`big];`small} 1
`small
q){i:0;s:0;while[i<x;i+:1;if[i=3;:s];s+:i];s} 10
3
q)$[`a;1;2]
'type
/ signal and trap
q)'oops
'oops
q)'"an error"
'an error
q){'`bad} 1
'bad
q)@[{1+x};`a;`caught]
`caught
q)@[{1+x};1;`caught]
2
q)@[{'x};"why";{"because ",x}]
"because why"
q).[{x+y};(1;`a);{x}]
"type"
q).[{x+y};1 2;{x}]
3
q).[%;(1;0);`e]
0w
q)undefined
'undefined
q)1+undefined
'undefined
/ evaluation
q)value "1+2"
3
q)value (+;1;2)
3
q)parse "1+2"
+
1
2
q)parse "a:5"
:
`a
5
q)parse "f[x;1]"
`f
`x
1
q)eval parse "2*3+4"
14
q)eval (+;1;(*;2;3))
7
q)parse "select a from t where b>1"
?
`t
,,(>;`b;1)
0b
(,`a)!,`a
/ projections and elision
q){x+y}[1]
{x+y}[1]
q){x+y}[;2] 5
7
q)(;)[1;2]
1 2
q)(1;;3)[2]
1 2 3
q)type {x}[1]
-7h
q)type (+/)
107h
q)type count
101h
