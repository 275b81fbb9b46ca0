
// Markup: elements, links, escapes
q).h.htc[`b;"bold"]
"<b>bold</b>"
q).h.hta[`img;`src`width!("a.png";30)]
"<img src=\"a.png\" width=30>"
q).h.htac[`p;enlist[`class]!enlist "note";"Hi"]
"<p class=\"note\">Hi</p>"
q).h.ha[`page;"go"]
"<a href=page>go</a>"
q).h.ha["page";"go"]
"<a href=\"page\">go</a>"
q).h.hb["page";"go"]
"<a target=v href=\"page\">go</a>"
q).h.nbr "a b"
"<nobr>a b</nobr>"
q).h.code "run\tq x.q\tnow"
"run <code><nobr>q x.q</nobr></code> now"
q).h.hc "a<b"
"a&lt;b"
q).h.hr "title"
"-----"
q).h.pre("one";"two")
"<pre>one\ntwo\n</pre>"
q).h.xmp("one";"two")
"<xmp>one\ntwo\n</xmp>"
q).h.text("one";"two")
"<p>one</p>\n<p>two</p>\n"
q).h.http "see http://a.b/c now"
"see <a href=\"http://a.b/c\">http://a.b/c</a> now"
q).h.xs "1<2 & 3>2"
"1&lt;2 &amp; 3&gt;2"
q).h.xs "\""
'nyi: .h.xs of quotes
q).h.hu "a b&c=\303\251"
"a%20b%26c%3d%c3%a9"
q).h.uh "a%20b"
"a b"
q).h.sb
"body{font:10pt verdana;text-align:justify}"
q).h.br
"<br>"

// Markup: tables and responses
q).h.cd ([]a:1 2;b:`x`y)
"a,b"
"1,x"
"2,y"
q).h.cd ([]a:1 2;b:(1 2;3 4))
"a,b"
"1,1 2"
"2,3 4"
q).h.d:"|"
q).h.cd ([]a:1 2;b:(1 2;3 4))
"a,b"
"1,1|2"
"2,3|4"
q).h.td ([k:`x`y]v:1.5 2)
"k\tv"
"x\t1.5"
"y\t2"
q).h.xd ([]a:1 2;b:("p&q";"r"))
"<R>"
"<r><a>1</a><b>p&amp;q</b></r>"
"<r><a>2</a><b>r</b></r>"
"</R>"
q).h.tx[`json] ([]a:1 2)
"{\"a\":1}"
"{\"a\":2}"
q).h.tx[`csv] ([]a:1 2)
,"a"
,"1"
,"2"
q).h.tx[`xls] ([]a:1 2)
'nyi: .h.ed
q).h.xt[`json;("{\"a\":1}";"{\"a\":2}")]
a
-
1
2
q).h.iso8601 2024.02.29D12:00:00
"2024-02-29T12:00:00.000000000"
q)"\r\n" vs .h.hn["404";`txt;"no"]
"HTTP/1.1 404"
"Content-Type: text/plain"
"Connection: close"
"Content-Length: 2"
""
"no"
q)"\r\n" vs .h.hy[`json;"{}"]
"HTTP/1.1 200 OK"
"Content-Type: application/json"
"Connection: close"
"Content-Length: 2"
""
"{}"
q)last "\r\n" vs .h.he "<bad>"
"'&lt;bad>"
q).h.hn["200";`odd;""]
'nyi: .h.ty `odd
q).h.ed ([]a:1 2)
'nyi: .h.ed
q){x where x like "x*"} system "f .h"
`xd`xmp`xs`xt
q)`sb in system "v .h"
1b

// The sample database
q)\l sp.q
+`p`city!(`p$`p1`p2`p3`p4`p5`p6`p1`p2;`london`london`london`london`london`lon..
(`s#+(,`color)!,`s#`blue`green`red)!+(,`qty)!,900 1000 1200
+`s`p`qty!(`s$`s1`s1`s1`s2`s3`s4;`p$`p1`p4`p6`p2`p2`p4;300 200 100 400 200 300)
q)\a
`p`s`sp
q)select from s where city=`paris
s | name  status city
--| ------------------
s2| jones 10     paris
s3| blake 30     paris
q)select total:sum qty by city:s.city from sp
city  | total
------| -----
london| 2200
paris | 900
q)meta sp
c  | t f a
---| -----
s  | s s
p  | s p
qty| j
q)\l elsewhere.q
'nyi: \l
