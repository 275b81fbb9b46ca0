q)"a"
"a"
q)"ab"
"ab"
q)""
""
q)"a\"b"
"a\"b"
q)"tab\tnew\nline"
"tab\tnew\nline"
q)count "a\nb"
3
q)"caf\303\251"
"caf\303\251"
q)type "a"
-10h
q)type "ab"
10h
q)enlist "a"
,"a"
q)string 12
"12"
q)string `abc
"abc"
q)string 1.5
"1.5"
q)string 1b
,"1"
q)string `a`b
,"a"
,"b"
q)string (1;`a;"x")
,"1"
,"a"
,"x"
q)string 2020.01.01
"2020.01.01"
q)upper "abc"
"ABC"
q)lower `ABC
`abc
q)trim "  a b  "
"a b"
q)ltrim "  a"
,"a"
q)rtrim "a  "
,"a"
q)"abc" like "a*"
1b
q)"abc" like "?b?"
1b
q)`abc`xyz like "a*"
10b
q)"a1" like "a[0-9]"
1b
q)"hello world" ss "o"
4 7
q)ssr["hello";"l";"L"]
"heLLo"
q)ssr["a.b";".";"-"]
"a-b"
q)ssr["hello";"l";upper]
"heLLo"
q)"," vs "a,b,c"
,"a"
,"b"
,"c"
q)"," vs ""
""
q)count "," vs ""
1
q)", " vs "a, b"
,"a"
,"b"
q)"," sv ("a";"b")
"a,b"
q)"-" sv string 1 2 3
"1-2-3"
q)` sv `a`b
`a.b
q)` vs `a.b
`a`b
q)` sv ("ab";"cd")
"ab\ncd\n"
q)5$"ab"
"ab   "
q)-5$"ab"
"   ab"
q)"abc"="abd"
110b
q)"abc"<"b"
100b
q)"abc"~"abc"
1b
q)reverse "abc"
"cba"
q)"abc","d"
"abcd"
q)raze ("ab";"cd")
"abcd"
q)"I"$"12"
12i
q)"J"$("1";"x";"3")
0N
q)"F"$"1.5"
1.5
q)"D"$"2020.01.15"
2020.01.15
q)"B"$"1"
1b
q)"S"$"abc"
`abc
q)`$"abc"
`abc
q)`$("a";"b")
`ab
q)"J"$"abc"
0N
q)"i"$"a"
97i
q)"c"$97
"a"
q)"abc"?"b"
1
q)distinct "banana"
"ban"
q)group "banana"
b| ,0
a| 1 3 5
n| 2 4
q)asc "banana"
`s#"aaabnn"
q)count each " " vs "a bb ccc"
1 2 3
q)"x"$"a"
0x61
q)md5 "abc"
0x900150983cd24fb0d6963f7d28e17f72
q)10 vs 123
1 2 3
q)2 vs 5
1 0 1
q)10 sv 1 2 3
123
q)2 sv 1 0 1
5
q)16 vs 255
15 15
q)24 60 60 vs 3661
1 1 1
q)0b vs 5h
0000000000000101b
q)0x0 vs 1i
0x00000001
q)0x0 sv 0x0001
1h
q)0b sv 00000101b
0x05
q).Q.s1 (1;`a;"x")
"(1;`a;\"x\")"
