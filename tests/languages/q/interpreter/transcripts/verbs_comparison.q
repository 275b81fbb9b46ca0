/ Equality compares numbers whatever their types, floats within a tolerance.
q)1=1f
1b
q)1=1b
1b
q)1 2 3=1 5 3
101b
q)0n=0n
1b
q)0N=0Ni
1b
q)(1%3)=0.3333333333333333
1b
q)"abc"="abd"
110b
q)`a`b=`a
10b
q)"a"=97
1b
q)`a="a"
'type
q)2024.01.01=2024.01.01D00:00
1b
q)1 2=1 2 3
'length
q)(1;2 3)=(1;2 4)
1b
10b
q)(`a`b!1 2)=`a`b!1 3
a| 1
b| 0

/ Order: nulls come first, infinities at the ends.
q)0N<-0W
1b
q)0n<-0w
1b
q)1 2 3<2
100b
q)`a<`b
1b
q)"a">"B"
1b
q)`abc>`abd
0b
q)3>=2 3 4
110b
q)3<=2 3 4
011b
q)1<>1 2
01b
q)2024.01.01<2024.01.02
1b
q)12:00<12:00:01
1b
q)1<`a
'type
q)0>()
()

/ Match compares type, shape and content as a whole.
q)1 2 3~1 2 3
1b
q)1~1f
0b
q)1~1i
0b
q)()~`long$()
0b
q)`a~"a"
0b
q)(1;2 3)~(1;2 3)
1b
q)0n~0n
1b
q)(`a`b!1 2)~`b`a!2 1
0b
q)([]a:1 2)~flip(enlist`a)!enlist 1 2
1b
q){x+y}~{x+y}
1b
q)(::)~(::)
1b
q)(+)~(-)
0b
q)1 2~`s#1 2
1b

/ Lesser and greater: the logical verbs on booleans, minimum and maximum otherwise; a null is the least.
q)1101b&1011b
1001b
q)1100b|1010b
1110b
q)3&1 5
1 3
q)3|1 5
3 5
q)2|0N
2
q)2&0N
0N
q)"a"|"b"
"b"
q)1.5&2
1.5
q)1i|2.5
2.5
q)1b&5
1
q)`a|`b
'type
q)1 2&1 2 3
'length
q)1b and 0b
0b
q)1b or 0b
1b
q)2024.01.05&2024.01.03
2024.01.03

/ not, null, all, any.
q)not 0 1 2
100b
q)not 0b
1b
q)not `a
'type
q)not 0N
0b
q)not 2000.01.01
1b
q)null 0N 1 0W
100b
q)null "a b"
010b
q)null `a``b
010b
q)null (1;0n;`;"x")
0110b
q)null 0b
0b
q)null 0x00
0b
q)null ()
()
q)all 1 1 1
1b
q)all 1101b
0b
q)any 0 0 0
0b
q)any 0010b
1b
q)all ()
1b
q)any ()
0b
q)all (101b;111b)
101b
q)any (101b;010b)
111b
q)all 1
1b

/ within includes both bounds; bounds may be lists.
q)1 3 5 within 2 5
011b
q)3 within 5 1
0b
q)2 5 within (1 6;3 9)
10b
q)2024.01.15 within 2024.01.01 2024.01.31
1b
q)"c" within "ad"
1b
q)`b within `a`c
1b
q)1 within 1 2 3
'length
q)0N within 0 5
0b

/ Fill replaces nulls; fills carries the last value on.
q)0^1 0N 3
1 0 3
q)1 2 3^0N 5 0N
1 5 3
q)0^1 0n
1 0f
q)`x^`a``b
`a`x`b
q)"-"^"a b"
"a-b"
q)1.5^1 0N
1 1.5
q)fills 1 0N 0N 4 0N
1 1 1 4 4
q)fills 0N 1 0N
0N 1 1
q)0^fills 0N 1 0N
0 1 1
q)fills `a``b`
`a`a`b`b
q)(`a`b!1 0N)^`b`c!0N 3
a| 1
b|
c| 3
