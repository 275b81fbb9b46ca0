/ .Q: formatting, characters, encodings.
q).Q.s1 (1;`a;"b")
"(1;`a;\"b\")"
q).Q.s 1 2
"1 2\n"
q).Q.f[2;3.14159]
"3.14"
q).Q.fmt[8;2;3.14159]
"    3.14"
q).Q.fmt[2;2;3.14159]
"**"
q).Q.a
"abcdefghijklmnopqrstuvwxyz"
q).Q.n
"0123456789"
q).Q.A
"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
q).Q.id `$"a b"
`ab
q).Q.dd[`a;`b]
`a.b
q).Q.addmonths[2024.01.31;1]
2024.03.02
q).Q.btoa "Hello"
"SGVsbG8="
q)`char$.Q.atob "SGVsbG8="
"Hello"
q).Q.ty 1 2
"j"
q).Q.qt ([]a:1 2)
1b
q).Q.qt 1 2
0b
q).Q.t
" bg xhijefcspmdznuvts"
q).Q.fu[neg;1 1 2]
-1 -1 -2
q).Q.ff[([]a:1 2);([]b:enlist 3)]
a b
---
1
2
q).Q.V ([]a:1 2;b:3 4)
a| 1 2
b| 3 4

/ What reaches outside of the session, or is not there, says nyi.
q)first .Q.trap[{.z.p};0]
'nyi: .Q.trap
q).z.D
'nyi: .z.D
q).Q.nosuch
'nyi: .Q.nosuch
q).j.nosuch 1
'nyi: .j.nosuch
q)hopen 5000
'nyi: hopen
q)read0 `:x
'nyi: read0

/ JSON: .j.j writes, .j.k reads numbers as floats, objects as dictionaries, lists of like objects as tables.
q).j.j 1 2 3
"[1,2,3]"
q).j.j `a`b!(1;"x")
"{\"a\":1,\"b\":\"x\"}"
q).j.j ([]a:1 2;b:`x`y)
"[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":\"y\"}]"
q).j.j 0N
"null"
q).j.j 1b
"true"
q).j.j 2024.01.05
"\"2024-01-05\""
q).j.j "a\"b"
"\"a\\\"b\""
q).j.j ()
"[]"
q).j.k "[1,2]"
1 2f
q).j.k "{\"a\":1,\"b\":[true,null]}"
a| 1f
b| (1b;0n)
q).j.k "\"abc\""
"abc"
q).j.k "[{\"a\":1},{\"a\":2}]"
a
-
1
2

/ 0: parses delimited and fixed-width text, and writes it.
q)("IS";",") 0: ("1,a";"2,b")
1 2
a b
q)("IS";enlist",") 0: ("x,y";"1,a";"2,b")
x y
---
1 a
2 b
q)("I S";",") 0: ("1,q,a";"2,q,b")
1 2
a b
q)("J*";",") 0: ("1,ab";"2,c")
1    2
"ab" ,"c"
q)("IS";2 1) 0: ("12a";"34b")
12 34
a  b
q)(1#"I";",") 0: ("7";"12")
7 12
q)csv 0: ([]a:1 2;b:`x`y)
"a,b"
"1,x"
"2,y"
q)"|" 0: ([]a:1 2)
,"a"
,"1"
,"2"
q)csv 0: ([]a:enlist "x,y")
,"a"
"\"x,y\""
q)csv
","

/ Serialisation: -8! writes the bytes of a value, -9! reads them back.
q)-8!1
0x0100000011000000f90100000000000000
q)-9!-8!(1;`a;"xyz")
1
`a
"xyz"
q)-9!-8!([]a:1 2;b:`x`y)
a b
---
1 x
2 y
q)-22!1
17
q)count -8!`a`b
18
q)-9!`a
'type

// Text of key and value pairs
q)"S=;"0:"red=1;blue=22"
red  blue
,"1" "22"
q)"J:|"0:"7:seven|8:eight"
7       8
"seven" "eight"
q)"I=;"0:"1=a;2=b;"
1    2
,"a" ,"b"
q)(!/)"S=&"0:"x=1&y=2"
x| ,"1"
y| ,"2"
q)"S=*,"0:"k=\"a,b\",m=c"
k     m
"a,b" ,"c"
q)"F=;"0:"1=a"
'type
q)"S=;,;"0:"a=1"
'length
q)"S="0:"a=1"
'length
q)"S=;"0:`x
'nyi: 0: of a file

// Fields that hold line ends, one line alone, names of files
q)("J*";",";1)0:"1,\"a\nb\"\n2,c"
1      2
"a\nb" ,"c"
q)("JS";",")0:"5,x"
5
`x
q)("JS";",")0:enlist "5,x"
5
x
q)csv 0:([]a:("x\"y";"p,q"))
,"a"
"x\"y"
"\"p,q\""
q)` sv `:logs`today
`:logs/today
q).Q.dd[`:logs]`today
`:logs/today
q).Q.dd[`a]`b
`a.b
q)`:out 0: enlist "x"
'nyi: 0: of a file
q)(`:out;17;2;6) set 1
'nyi: set of a file
q)`:out 1: 0x00
'nyi: 1: of a file
q)get `:out
'nyi: `:out
q).[`:out;();,;1]
'nyi: `:out
q)@[get;`:out;`none]
'nyi: `:out

/ The words of the language: those of its core, and those that .q defines.
q)`select`in`xexp in .Q.res
111b
q).Q.res inter key`.q
`symbol$()
q)all`lj`neg`ungroup`ssr in key`.q
1b
q)`by in .Q.res,key`.q
0b

/ A column that refers to a table; a variable by its name; the media types of files.
q)k:([id:`u`v]n:1 2)
q).Q.fk`k$`v`u
`k
q).Q.fk`v`u
`
q)w:5 6
q).Q.v`w
5 6
q).Q.v"w"
"w"
q).h.ty`json`csv
"application/json"
"text/comma-separated-values"
