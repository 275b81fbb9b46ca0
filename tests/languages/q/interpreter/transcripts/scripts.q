// A blank and a slash start a comment; a slash that touches a verb is an iterator.
q)1+2 / a remark
3
q)a:5 / another
q)a
5
q)/ nothing but a remark
q)+/[1 2] / sum
3
q)"a / b"
"a / b"
q)1 /2
1

// A line that is indented goes on with the line before.
q)f:{
q>  a:x+1;
q>  a*2
q> }
q)f 3
8
q)g:{[x;
q>  y]
q>  x+y}
q)g[1;2]
3
q)a:1+
q> 2
q)a
3

// Several statements, one a line.
q)a:1
q>b:2
q>a+b
3
q)1
q>2
1
2

// Remarks may stand between lines, and a block from a slash to a backslash is one.
q)f:{x
q>/ a remark in the first column
q> +1 / and one behind
q> }
q)f 1
2
q)a:1
q>/
q>a:2
q>a:3
q>\
q>b:a+10
q)a,b
1 11

// The first error ends a line, not what was done before.
q)a:1;'stop;a:2
'stop
q)a
1
q)a:5;b:nosuch;a:6
'nosuch
q)a
5

// What does not parse does nothing at all.
q)a:7;)
')
q)a
'a
q)]
']
q)1+)
')
q)"abc
'"
q){x+1
'{
