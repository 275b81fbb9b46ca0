
// Enumerations: match, null, membership, display, growth of a unique domain
q)sym:`a`b`;other:`a`b
q)(`sym$`a)~`other$`a
0b
q)(`sym$`a)=`other$`a
1b
q)(`sym$`a)~`a
0b
q)null `sym$`a`
00b
q)`=`sym$`a`
01b
q)(`sym$`a`b) in `b`c
01b
q)`b`c in `sym$`a`b
10b
q)(`sym$`a`b;`other$`b`a)
a b
b a
q)`u#`p`q
`u#`p`q
q)dom:`u#`p`q
q)e:`dom?`r`p
q)dom
`u#`p`q`r
q)fills `sym$`a``b
`sym$`a``b

// Keyed tables indexed by a table of keys and columns
q)t:([k:`a`b;n:1 2]p:3 4;r:5 6)
q)t[([]k:`b`a;n:2 1);`p`r]
4 6
3 5
q)t[([]k:`b`a;n:2 1);`p]
4 3
q)t[([]k:`b`a;n:2 1)]
p r
---
4 6
3 5

// Case with dictionaries; dates beyond what a type holds
q)0 1 0'[`x`y`z!1 2 3;10 20 30]
1 20 3
q)0 1 0'[`x`y`z!1 2 3;`x`y!10 20]
'length
q)0 1 0'[`x`y`z!1 2 3;`z`y`x!10 20 30]
'domain
q)`timestamp$1500.01.01 2500.01.01
-0W 0Wp
q)9999.12.31+1
0000.00.00
q)"z"$0001.01.01-1
0000.00.00T00:00:00.000
q)view `v
'v
q)w::2*3   / six
q)view `w
"2*3"
q)views[]
`s#,`w
