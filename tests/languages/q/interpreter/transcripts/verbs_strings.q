/ like: ? stands for one character, * for any, [] for one of several; case counts.
q)"quick" like "qu?ck"
1b
q)"quick" like "q*"
1b
q)`quick`brown like "*r*"
01b
q)("ab";"cd") like "a?"
10b
q)"a1" like "a[0-9]"
1b
q)"ab" like "a[^0-9]"
1b
q)"Ab" like "ab"
0b
q)"a*b" like "a[*]b"
1b
q)"" like "*"
1b
q)"" like "?"
0b
q)(`a`b!("xy";"zz")) like "x*"
a| 1
b| 0
q)1 like "a"
'type
q)"ab" like `ab
1b

/ ss gives the places of a pattern, ssr replaces them by text or by a function of what matched.
q)"banana" ss "an"
1 3
q)"banana" ss "xx"
`long$()
q)"aaa" ss "aa"
,0
q)"cat cot" ss "c?t"
0 4
q)"a1b2" ss "[0-9]"
1 3
q)ssr["banana";"an";"AN"]
"bANANa"
q)ssr["banana";"an";""]
"ba"
q)ssr["banana";"a?";upper]
"bANANa"
q)ssr["banana";"x";"y"]
"banana"
q)ssr["a.b.c";".";"-"]
"a-b-c"
q)ssr["";"a";"b"]
""

/ vs cuts, sv joins.
q)"," vs "a,b,,c"
,"a"
,"b"
""
,"c"
q)"," vs ""
""
q)", " vs "x, y"
,"x"
,"y"
q)" " vs "one two"
"one"
"two"
q)"," sv ("a";"bc")
"a,bc"
q)", " sv ("x";"y")
"x, y"
q)"" sv ("ab";"cd")
"abcd"
q)"," sv ()
""
q)` vs `a.b.c
`a`b`c
q)` sv `a`b`c
`a.b.c
q)` vs "a\nb\n"
,"a"
,"b"
q)` sv ("ab";"cd")
"ab\ncd\n"
q)"," sv `a`b
'type

/ Numbers to digits and back.
q)10 vs 1234
1 2 3 4
q)2 vs 10
1 0 1 0
q)10 vs 0
,0
q)10 sv 1 2 3
123
q)2 sv 1 0 1 0
10
q)24 60 60 vs 3661
1 1 1
q)0 60 60 sv 1 1 1
3661
q)16 vs 255
15 15
q)10 vs 12 345
0 3
1 4
2 5
q)0x0 vs 258h
0x0102
q)0x0 vs 1
0x0000000000000001
q)0x0 sv 0x0102
258h
q)0x0 sv 0x00000102
258i
q)0x0 sv 0x010203
'length
q)0b vs 0x03
00000011b
q)0b sv 00000011b
0x03
q)0b sv 101b
'length
q)0x02 vs 0x0102010201
,0x01
,0x01
,0x01
q)0x0a sv (0x0102;enlist 0x03)
0x01020a03

/ Case and blanks.
q)upper "aBc1"
"ABC1"
q)lower `ABC
`abc
q)upper ("ab";`cd)
"AB"
`CD
q)upper "a"
"A"
q)upper 1
'type
q)trim "  ab c "
"ab c"
q)ltrim "  ab "
"ab "
q)rtrim "  ab "
"  ab"
q)trim (" a";"b ")
,"a"
,"b"
q)trim ""
""
q)trim 0N 1 0N 2 0N
1 0N 2
q)trim `a`b!(" x";"y ")
a| ,"x"
b| ,"y"

/ Strings are lists of characters.
q)count "hello"
5
q)reverse "abc"
"cba"
q)"abc"[1]
"b"
q)"abc"[0 2]
"ac"
q)"abc"[5]
" "
q)2#"abc"
"ab"
q)-2#"abc"
"bc"
q)1_"abc"
"bc"
q)"abc","def"
"abcdef"
q)"a","b"
"ab"
q)distinct "hello"
"helo"
q)asc "hello"
`s#"ehllo"
q)where "hello"="l"
2 3
q)"hello"?"l"
2
q)"l" in "hello"
1b
q)"abc"~"abc"
1b
q)type "a"
-10h
q)type enlist "a"
10h
q)type ""
10h
q)"" ~ ()
0b
q)raze ("ab";"cd")
"abcd"
q)ssr[;"a";"b"] each ("aa";"ca")
"bb"
"cb"
q)"a"<"b"
1b
q)max "hello"
"o"
q)"abc" except "b"
"ac"
q)"abc" inter "cb"
"bc"
q)rotate[1;"abc"]
"bca"
q)"tab\there"
"tab\there"
q)"quote\"d"
"quote\"d"
q)"back\\slash"
"back\\slash"
q)"\303\251"
"\303\251"
q)first "\n"
"\n"
q)md5 "abc"
0x900150983cd24fb0d6963f7d28e17f72
q).Q.sha1 "abc"
0xa9993e364706816aba3e25717850c26c9cd0d89d
q)-33!"abc"
0xa9993e364706816aba3e25717850c26c9cd0d89d
q)md5 `a
'type

// trim of a dictionary or a table trims each value or cell; atoms stay.
q)trim`a`b!(" x ";"y")
a| ,"x"
b| "y"
q)rtrim`a`b!0N 1
a|  
b| 1
q)trim([]a:0N 1;b:("p ";" q"))
a b   
------
  ,"p"
1 ,"q"
