/ Casting by name, letter or number converts every atom; floats round half up.
q)"i"$2.6 -2.6
3 -3i
q)`int$2.5
3i
q)6h$2.4
2i
q)`long$3.7 0n 0w
4 0N 0W
q)`float$3
3f
q)`real$1.5
1.5e
q)`short$70000
32767h
q)`short$100
100h
q)`boolean$0 1 2
011b
q)`byte$255 256 1
0xff0001
q)`byte$"a"
0x61
q)`char$65 66
"AB"
q)`long$"a"
97
q)`long$`a
'type
q)`int$0N
0Ni
q)`long$()
`long$()
q)`symbol$()
`symbol$()
q)`float$(1;2 3)
1f
2 3f
q)`nosuch$1
'type
q)"z"$0
2000.01.01T00:00:00.000
q)`date$0
2000.01.01
q)`long$2000.01.10
9
q)`time$1000
00:00:01.000
q)`minute$90
01:30
q)`second$3661
01:01:01
q)`month$5
2000.06m
q)"j"$10b
1 0
q)0h$1 2
1 2
q)("i";"f")$1 2
1i
2f

/ Text becomes a symbol without its outer blanks; a list of strings a vector.
q)`$"abc"
`abc
q)`$("ab";"c")
`ab`c
q)`$" ab "
`ab
q)`$""
`
q)`$"a"
`a
q)`$()
`symbol$()
q)`$("ab";("c";"de"))
`ab
`c`de
q)`$1
'type

/ Tok: a capital letter parses text; what does not parse is null.
q)"J"$"42"
42
q)"J"$("1";"x";"-7")
1 0N -7
q)"I"$"12"
12i
q)"H"$"7"
7h
q)"F"$"1.5"
1.5
q)"F"$"1e3"
1000f
q)"E"$"2.5"
2.5e
q)"J"$"1.5"
0N
q)"J"$""
0N
q)"B"$"1"
1b
q)"B"$'"0tfyn"
01010b
q)"X"$"ff"
0xff
q)"C"$"abc"
"abc"
q)"S"$"abc"
`abc
q)"S"$("a b";" c ")
`a b`c
q)"D"$"2024.03.05"
2024.03.05
q)"D"$("20240305";"2024-03-05";"03/05/2024";"5 Mar 2024")
2024.03.05 2024.03.05 2024.03.05 2024.03.05
q)"D"$"2024.13.01"
0Nd
q)"D"$"2023.02.29"
0Nd
q)"T"$"12:34:56.789"
12:34:56.789
q)"V"$"12:34:56"
12:34:56
q)"U"$"12:34"
12:34
q)"M"$"2024.03"
2024.03m
q)"P"$"2024.03.05D12:34:56.789"
2024.03.05D12:34:56.789000000
q)"P"$"2024-03-05T12:34:56"
2024.03.05D12:34:56.000000000
q)"N"$"1D02:03:04"
1D02:03:04.000000000
q)"Z"$"2024.03.05T12:00:00"
2024.03.05T12:00:00.000
q)"G"$"8c680a01-5a49-5aab-5a65-d4bfddb6a661"
8c680a01-5a49-5aab-5a65-d4bfddb6a661
q)"J"$`12`x
12 0N
q)"J"$12
'type
q)-7h$"42"
42
q)"JF"$("1";"2.5")
1
2.5
q)"J"$" 42 "
42
q)"i"$"12"
49 50i
q)"J"$"0x1F"
0N
q)"J"$"1000000000000000000000"
0N

/ Padding fills or cuts text to a width; from the left where it is negative.
q)6$"abc"
"abc   "
q)-6$"abc"
"   abc"
q)2$"abc"
"ab"
q)-2$"abc"
"bc"
q)4$("a";"bcdef")
"a   "
"bcde"
q)-4$string 7 42 123
"   7"
"  42"
" 123"
q)3$`a
'type

/ string turns every atom into its text.
q)string 12
"12"
q)string 1 23
,"1"
"23"
q)string `a
,"a"
q)string `ab`c
"ab"
,"c"
q)string 1.5
"1.5"
q)string 2f
,"2"
q)string 0N
""
q)string 0n 0w
""
"0w"
q)string 1b
,"1"
q)string 0x0a
"0a"
q)string "abc"
,"a"
,"b"
,"c"
q)string 2024.01.05
"2024.01.05"
q)string 12:30
"12:30"
q)string 1D
"1D00:00:00.000000000"
q)string (1;`a;"b")
,"1"
,"a"
,"b"
q)string ()
()
q)string (+)
,"+"
q)string {x+1}
"{x+1}"
q)string `a`b!1 2
a| ,"1"
b| ,"2"
q)string ([]a:1 2)
a
----
,"1"
,"2"
q)string 1e10
"1e+10"
q)string 0.1+0.2
"0.3"
q)string 123456.789
"123456.8"
q)string 100000000
"100000000"
q)string 5h
,"5"
q)string 0Wi
"0W"
q)string 2024.01m
"2024.01"
