// type: an argument of a type that the function does not take.
q)1+`a
'type
q)"abc"+`b
'type
q)til 2.5
'type
q)til`a
'type
q)`a mod 2
'type
q)not`a
'type
q)5[1]
'type
q)(1 2 3)`a
'type
q)`int$`a
'type
q)count[1;2]
'rank
q)1_2
'type
q)`a`b xasc 3
'type
q)flip 5
'rank
q)raze 5
,5
q)upper 5
'type
q)"a" vs 5
'type
q)ss[`abc;"b"]
'type

// length: lists that should have one count.
q)1 2+1 2 3
'length
q)1 2!3 4 5
'length
q)1 2=1 2 3
'length
q)([]a:1 2;b:1 2 3)
'length
q)1 2 3 within 1 2 3
'length
q)flip(1 2;1 2 3)
'length
q)(1 2;3 4)+1 2 3
'length
q)?[101b;1 2;3 4]
'length
q)1 2{x,y}'1 2 3
'length
q)flip`a`b!(1 2;1 2 3)
'length

// domain: a value that the function is not made for.
q)til -1
'domain
q)til -5
'domain

// rank: too many arguments, or a table without a list among its columns.
q)+[1;2;3]
'rank
q){x}[1;2]
'rank
q)([]a:1;b:2)
'rank
q)neg[1;2]
'rank
q).[{x+y};1 2 3]
'rank

// cast: a symbol that is not in the domain of an enumeration.
q)s:`a`b
q)`s$`a`b`c
'cast
q)`s$`b`a
`s$`b`a
q)`s?`c
`s$`c
q)s
`a`b`c

// assign: the words of the language are no variables.
q)cos:12
'assign
q)til:3
'assign
q)in:2
'assign
q){sum:3}
'assign

// s-fail and u-fail: an attribute that does not hold.
q)`s#3 1 2
's-fail
q)`u#1 2 1
'u-fail
q)`p#1 2 1
'u-fail
q)`s#1 2 2
`s#1 2 2
q)`u#3 1
`u#3 1
q)`p#2 2 1
`p#2 2 1
q)`g#1 2 1
`g#1 2 1
q)attr`s#1 2
`s
q)`#`s#1 2
1 2

// nyi: patterns that q itself does not match.
q)"aXbXc" like "*X*X*"
'nyi
q)"a" like "**"
'nyi
q)"aXb" like "a*b"
1b
q)"aXb" like "*X*"
1b
q)"aXb" like "*Xb"
1b

// An operator in front of its only argument is k, not q.
q)x:3
q)-x
'-
q)#x
'#
q)(#)1 2 3
3
q)(-)5
-5

// stype: what is signalled must be a symbol or text.
q)'42
'stype
q)'`a`b
'stype
q)'"x"
'x

// Keyed tables refuse a key twice, tables and joins refuse columns that do not fit.
q)t:([k:1 2]v:10 20)
q)`t insert(1;5)
'insert
q)`t insert(3;5)
,2
q)([]a:1 2),([]b:3 4)
'mismatch
q)([]a:1 2),([]a:3 4;b:5 6)
'mismatch
q)select a,b by a from([]a:1 2;b:3 4)
'dup names for cols/groups a
q)parse"select b by b from t"
'dup names for cols/groups b
q)select nosuch from t
'nosuch
q)select from nosuch
'nosuch

// Names that are nowhere, and text that does not parse.
q)nosuch
'nosuch
q)nosuch[1]
'nosuch
q)nosuch:nosuch+1
'nosuch
q)1+]
']
q)(1;2
'(
q){x+1
'{
q)f[1
'[
q)"abc
'"
q)2000.13.01
'2000.13.01
q)if[1b
'[

// What verbs refuse: functions, names and numbers of the wrong kind
q)f:{x}
q)t:([]a:1 2;b:3 4)
q)1 2 cov (neg)
'type
q)svar (1;f)
'type
q)`a xrank 3 1 2
'type
q)(1;2.5) xcol t
'type
q)1 2 xgroup t
'type
q)3 xasc t
'type
q)(1;`a) xkey t
'type
q)`b 10 vs 5
'b
q)(+) vs 5
'type
q)`a`b sublist 1 2 3
'type
q)2 cut til
'type
q)t[f]+:-1
'type
q)t[`a`b`c]+:til 0
'length

// A list of numbers whose kinds do not go together, or one too large for the kind, is named whole.
q)9223372036854775806 12:30:15
'9223372036854775806 12:30:15
q)1 0N 0W 12:30:15
00:00:01 0N 0W 12:30:15

// A shape has at least one dimension, and a base is a finite number.
q)(0#0)#1 2
'length
q)0x#"f"
'length
q)0n vs 1
'domain
q)-0w vs 3
'domain
q)1.5 0n 0w vs 7
'domain

// A row has as many items as its table has columns.
q)t:([]a:1 2 3;b:`x`y`x)
q)t bin enlist 1
'length
q)t,(4 5;`p`q`r)
'length
q)t,(4;`p`q)
a b   
------
1 `x  
2 `y  
3 `x  
4 `p`q

// A derived function takes no more arguments than its iterator gives it.
q)@/:[1 2 3;1;+;10]
'rank
q){x+y}\:[1 2;3;4]
'rank

// What tables are asked for must be there and of its type.
q)b:1 2
q)`b insert 3
'type
q)t:([]a:1 2 3;b:`x`y`x)
q)?[t;"a";`a]
'type
q)?[t;();0b;();1;enlist(>:)]
'length
q)delete a+1 from t
'type
q)(2#;1 2 3)fby 0 1 0
'length
q)t asof()!()
'type
q)([k:1 2;l:3 4]v:5 6)()!()
'type
q)aj[`s`t;([]s:`a`b;t:1 2);([]s:`a`b;t:(0 1;2 3);v:5 6)]
'type
q)","0:([]a:(1 2;3 4))
'type
q)","0:(1 2;3 4 5)
'length

// Columns are named by symbols.
q)t:([]a:1 2;b:3 4)
q)(1 2!`x`y)xcol t
'type
q)?[t;();0b;1 2!`a`b]
'type

// The functions of .Q and .j check what they are given.
q).Q.V 5
'type
q).Q.addmonths[2000.01m;1]
'type
q).Q.addmonths[2000.01.01 2000.02.01 2000.03.01;1 2]
'length
q).Q.dd["ab";`c]
'type
q).Q.f["2";1.5]
'type
q).Q.f[0W;1.5]
'domain
q).Q.fmt["";2;1.5]
'type
q).Q.ff[1 2;([]a:1 2)]
'type
q).Q.x10`a
'type
q).j.jd 1
'length

// A window join takes two bounds for each row, a table and pairs of function and column.
q)t:([]t:3 6)
q)wj[(1 4;3 6);`t;t;`a]
'type
q)wj[(1 4;3 6 7);`t;t;(t;(sum;`t))]
'length
q)wj[1 4;`t;t;(t;(sum;`t))]
'length
q)wj[(1 4;3 6);`t;t;(t;(sum;5))]
'type

// A row that is searched for holds one value for each column.
q)([]a:1 1;b:3 4)bin(1;3 4)
'type

// Rows that are picked by no column at all are no table.
q)([]a:1 2;b:`x`y)[`$();`a`b]
'type
