// Evaluation goes from right to left, and every verb takes all that stands to its right.
q)2*3+4
14
q)(2*3)+4
10
q)10-5-2
7
q)2 3+4*5 6
22 27
q)neg 3+4
-7
q)count 1 2 3,4 5
5
q)a+a:3
6
q)b:1+c:2
q)b,c
3 2
q)(x:1;x:2;x:3)
1 2 3
q)x
1

// Arguments in brackets and items of a list are evaluated from the last to the first.
q)f:{x,y,z}
q)f[a:1;a+:1;a:10]
1 11 10
q)a
1
q)(a;a:5)
5 5
q)l:()
q)g:{l,:x;x}
q)(g 1;g 2;g 3)
1 2 3
q)l
3 2 1
q)l:()
q)g[1]+g[2]*g 3
7
q)l
3 2 1

// A noun before a noun applies or indexes: juxtaposition.
q)neg 1 2
-1 -2
q)l:10 20 30
q)l 1
20
q)l 2 0
30 10
q)d:`a`b!1 2
q)d `b
2
q){x*x} 5
25
q)"hello" 1 0
"eh"
q)(1 2;3 4) 1
3 4
q)(1 2;3 4) 1 0
3 4
1 2
q)d:`a`b!1 2
q)d `a`b
1 2

// Brackets apply with any number of arguments; no argument is the generic null.
q)+[2;3]
5
q){x+y}[2;3]
5
q){42}[]
42
q){42}[7]
42
q)count[]
1
q)til[3]
0 1 2
q)ssr["abc";"b";"x"]
"axc"
q)div[7;2]
3
q)in[2;1 2 3]
1b
q)(+)[1;2]
3
q)(+) . 1 2
3
q)(+)
+

// A verb between two nouns is infix; a keyword may be too.
q)7 mod 3
1
q)2 in 1 2 3
1b
q)1 2 cross 3 4
1 3
1 4
2 3
2 4
q)7 div 2
3
q)2 3 xbar 7 8
6 6
q)1 2 3 except 2
1 3

// A function of more than two parameters cannot stand between two nouns.
q)f:{x+y}
q)1 f 2
'type
q)f[1] 2
3

// Too many arguments are a rank error.
q){x}[1;2]
'rank
q){x+y}[1;2;3]
'rank
q)+[1;2;3]
'rank
q)neg[1;2]
'rank
q){1}[1;2]
'rank
q)til[1;2]
'rank

// An unknown name is an error of its own name.
q)nothere
'nothere
q)nothere+1
'nothere
q){nothere}[]
'nothere
q).no.such
'.no.such
q)nothere:5
q)nothere
5

// Statements on one line are separated by semicolons; only the last is shown, unless a semicolon ends it.
q)a:1;b:2;a+b
3
q)a:1;b:2;a+b;
q)1;2;3
3
q)1 2 3;

// An assignment shows nothing, its value in parentheses does.
q)a:1
q)a:b:2
q)a,b
2 2
q)2+a:3
5

// A bracketed sequence gives its last value.
q)[1;2;3]
3
q)[a:1;b:2;a+b]
3
q)5+[1;2]
'type

// Brackets of an empty list, a parenthesised value and the identity.
q)()
()
q)(())
()
q)(1)
1
q)((1))
1
q)::
q)(::)
q)(::)1
1
q)(1;::)
1
::
q)(::;1)
::
1
