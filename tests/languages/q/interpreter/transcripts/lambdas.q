// The parameters of a lambda are named, or x, y and z as far as its body mentions them.
q){x}[5]
5
q){x+y*z}[2;3;4]
14
q){z}[1;2;3]
3
q){y}[1;2]
2
q){[a;b;c;d]a,b,c,d}[1;2;3;4]
1 2 3 4
q){[a]x:a+1;x*2}[3]
8

// The last expression is the result; after a last semicolon it is the generic null.
q){x;y}[1;2]
2
q){x;}[1]
q)(::)~{x;}[1]
1b
q){}[]
q)(::)~{}[1]
1b
q){[x]}[1]

// A lambda shows as its text; so does one that is applied to too few arguments, in brackets.
q){x+y}
{x+y}
q){[a;b] a + b }
{[a;b] a + b }
q){x+y}[1]
{x+y}[1]
q){x+y}[;1]
{x+y}[;1]
q){x+y+z}[1;;3]
{x+y+z}[1;;3]
q){x+y+z}[1;;`a]
{x+y+z}[1;;`a]

// A projection fixes some of the arguments; the rest come later.
q)f:{x,y,z}
q)f[1][2][3]
1 2 3
q)f[1;;3][2]
1 2 3
q)f[;2;][1;3]
1 2 3
q)f[;;3][1;2]
1 2 3
q)f[1][2;3]
1 2 3
q)p:f[;2]
q)p[1;3]
1 2 3
q)type p
104h
q)p[1;2;3]
'rank

// A verb with its left argument alone is a projection; so is one with an elided argument.
q)add2:2+
q)add2 5
7
q)add2
2+
q)type add2
104h
q)half:%[;2]
q)half 7
3.5
q)half
%[;2]
q)(-[5;])3
2
q)(5-)3
2
q)xx:xexp[;2]
q)xx 3
9f
q)in[;1 2 3]2
1b
q)(1 2 3?)3
2

// An elided item of a list makes a projection of enlist.
q)(1;;3)2
1 2 3
q)(;)[1;`a]
1
`a
q)(;2)1
1 2
q)type(1;;3)
104h

// A train of verbs that ends in one is a composition; an iterator over two functions makes one too.
q)f:neg sum@
q)f 1 2 3
-6
q)g:(count distinct@)
q)g 1 1 2
2
q)h:'[neg;+]
q)h[2;3]
-5
q)'[count;til]4
4
q)type h
105h
q)('[{x*2};{x+y}])[3;4]
14
q)f:('[;])over(neg;abs;{x-10})
q)f 3
-7
q)(neg;abs;{x-10})@\:3
-3 3 -7

// Recursion goes through .z.s, whatever the name of the function.
q)f:{$[x<2;1;x*.z.s x-1]}
q)f 5
120
q)g:f
q)f:0
q)g 5
120

// A local variable is seen in its own function only; an inner function does not see those of the outer one.
q)a:1
q)f:{a:2;a}
q)f[]
2
q)a
1
q)g:{b:5;{x+b}[x]}
q)g 1
'b
q)b:10
q)g 1
11
q){a::x;a}[7]
7
q)a
7
q)i:0
q){i+:1;x}each 1 2 3
1 2 3
q)i
3

// A variable cannot be a global first and a local later of one function.
q){c::1;c:2}
'c

// A local that was not yet assigned is an empty list.
q){if[0b;a:1];a}[]
()
q){r:x;r,:y;r}[1;2]
1 2

// A colon returns early.
q){:x+1;100}[1]
2
q){if[x>2;:`big];`small}each 1 3
`small`big
q){$[x;:1;2];3}each 01b
3 1
q){do[10;if[3<x+:1;:x]];0}[1]
4

// The quote signals an error with the name of a symbol or string.
q)'`oops
'oops
q)'"some text"
'some text
q){if[x<0;'`negative];sqrt x} -1
'negative
q){if[x<0;'"must not be ",string x];sqrt x} -1
'must not be -1
q)'1
'stype
q)f:{'x}
q)f`abc
'abc
q)f"abc"
'abc

// The types of functions.
q)type each({x};+;neg;{x+y}[1];'[neg;+];+/;+\;+';+/:;+\:;-':)
100 102 101 104 105 107 108 106 110 111 109h
q)type(::)
101h
q)type each(count;flip;enlist)
101 101 101h

// Functions of more than eight parameters do not exist.
q){[a;b;c;d;e;f;g;h]a+b+c+d+e+f+g+h}[1;2;3;4;5;6;7;8]
36
q){[a;b;c;d;e;f;g;h;i]a}
'params
