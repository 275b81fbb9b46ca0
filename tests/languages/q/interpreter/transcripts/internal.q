// -8! gives the bytes of a value as they go over a connection, -9! the value of the bytes.
q)-8!1b
0x010000000a000000ff01
q)-8!5
0x0100000011000000f90500000000000000
q)-8!1 2i
0x01000000160000000600020000000100000002000000
q)-8!`a
0x010000000b000000f56100
q)-8!"ab"
0x01000000100000000a00020000006162
q)-8!()
0x010000000e000000000000000000
q)-9!-8!(1;`a;"bc";2.5)
1
`a
"bc"
2.5
q)-9!-8!`a`b!1 2
a| 1
b| 2
q)-9!-8!([]a:1 2;b:`x`y)
a b
---
1 x
2 y
q)t:([k:1 2]v:("ab";"c"))
q)t~-9!-8!t
1b
q)f:{x+y}
q)f~-9!-8!f
1b
q)-9!-8!`s#1 2 3
`s#1 2 3
q)-9!-8!(::)
q)-22!1 2 3
38
q)-9!0x0102
'badmsg

// -3! is the text of a value in one line, as .Q.s1.
q)-3!1 2 3
"1 2 3"
q)-3!`a`b!(1;"x")
"`a`b!(1;\"x\")"
q)-3!([]a:1 2;b:`x`y)
"+`a`b!(1 2;`x`y)"
q)-3!(::)
"::"
q)-3!{x+y}
"{x+y}"
q)-3!enlist 5
",5"
q)-3!()
"()"
q).Q.s1 1.5
"1.5"
q).Q.s 1 2
"1 2\n"

// -4! splits text into tokens, -33! is SHA-1, -15! MD5, -27! fixed decimals.
q)-4!"a+b"
,"a"
,"+"
,"b"
q)-4!"f x"
,"f"
," "
,"x"
q)-33!"abc"
0xa9993e364706816aba3e25717850c26c9cd0d89d
q)-15!"abc"
0x900150983cd24fb0d6963f7d28e17f72
q)-27!(2i;1.005)
"1.00"
q)-27!(1i;2 3.25)
"2.0"
"3.2"

// -1! makes the name of a file, -2! tells the attribute.
q)-1!`a
`:a
q)-2!`u#1 2
`u
q)-2!1 2
`

// Other internal functions are refused.
q)-11!`:log
'nyi: -11!
q)-17!1
'nyi: -17!
q)-99!1
'nyi: -99!
