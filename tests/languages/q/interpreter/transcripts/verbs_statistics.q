/ Aggregates leave nulls out; an empty list gives the identity of the operation.
q)sum 1 2 3
6
q)sum 1 0N 3
4
q)sum 1.5 2.5
4f
q)sum 101b
2i
q)sum ()
0
q)sum 0#0
0
q)sum 0#0f
0f
q)sum (1 2;3 4)
4 6
q)sum `a`b!1 2
3
q)sum ([]a:1 2;b:3 4)
a| 3
b| 7
q)sum 5
5
q)sum `a`b
'type
q)sum 0D00:01 0D00:02
0D00:03:00.000000000
q)prd 2 3 4
24
q)prd 2 0N 3
6
q)prd ()
1
q)prd "ab"
'type
q)max 1 5 0N
5
q)min 4 0N 2
2
q)max 0#0
-0W
q)min 0#0f
0w
q)max "hello"
"o"
q)max `a`b
'type
q)max (1 5;3 2)
3 5
q)min 2024.01.02 2024.01.01
2024.01.01
q)min 10b
0b
q)avg 1 2 3 4
2.5
q)avg 1 0N 3
2f
q)avg ()
0n
q)avg (1 2;3 4)
2 3f
q)avg `a`b!1 2
1.5
q)avg `a
'type
q)med 3 1 2
2f
q)med 4 1 3 2
2.5
q)med 1 0N 3
2f
q)var 1 2 3 4
1.25
q)dev 1 2 3 4
1.118034
q)svar 1 2 3 4
1.666667
q)sdev 1 2 3 4
1.290994
q)var 5
0f
q)svar 1#5
0n
q)dev (1 2;3 6)
1 2f
q)1 2 3 cov 2 4 6
1.333333
q)1 2 3 scov 2 4 6
2f
q)1 2 3 cor 2 4 6
1f
q)1 2 3 cor 3 2 1
-1f
q)1 1 cor 1 2
0n
q)1 2 cov 1 2 3
'length
q)2 3 wavg 10 20
16f
q)1 2 3 wsum 4 5 6
32f
q)1 0N wavg 2 3
2f
q)1 1 wavg 2 0N
2f

/ Running functions carry on from item to item.
q)sums 1 2 3
1 3 6
q)sums 1 0N 3
1 1 4
q)sums 1.5 2
1.5 3.5
q)sums 101b
1 1 2i
q)sums `a`b!1 2
a| 1
b| 3
q)sums (1 2;3 4)
1 2
4 6
q)prds 1 2 3 4
1 2 6 24
q)maxs 1 3 2
1 3 3
q)mins 3 1 2
3 1 1
q)avgs 1 2 3
1 1.5 2
q)deltas 1 4 9
1 3 5
q)deltas 1 0N 3
1 0N 0N
q)deltas[10;12 15]
2 3
q)ratios 1 2 8
1 2 4f
q)ratios[2;4 8]
2 2f
q)differ 1 1 2
101b
q)sums ()
()
q)deltas 2024.01.01 2024.01.05
2024.01.01
4i
q)fills 1 0N 2
1 1 2

/ Moving functions look at a window that ends at each item.
q)2 msum 1 2 3 4
1 3 5 7
q)2 msum 1 0N 3
1 1 3
q)3 mavg 1 2 3 4
1 1.5 2 3
q)2 mavg 1 0N 3
1 1 3f
q)2 mmax 1 3 2 0
1 3 3 2
q)2 mmin 3 1 2 5
3 1 1 2
q)2 mcount 1 0N 3 4
1 1 1 2
q)2 mdev 1 3 3
0 1 0f
q)2 msum `a`b!1 2
a| 1
b| 3
q)2 mavg ([]a:1 2 3)
a
---
1
1.5
2.5
q)0.5 ema 1 2 3
1 1.5 2.25
q)2 msum `a`b
'type
q)10 msum 1 2 3
1 3 6
q)2 mmax (1 5;3 2;0 9)
1 5
3 5
3 9

/ Matrices are of floats.
q)(1 2f;3 4f) mmu (1 0f;0 1f)
1 2
3 4
q)1 2 3f mmu 4 5 6f
32f
q)(1 2f;3 4f) mmu 1 1f
3 7f
q)(1 2f;3 4f)$1 1f
3 7f
q)inv (2 0f;0 4f)
0.5 0
0   0.25
q)inv 1 2f
'type
q)1 2 mmu 3 4
'type
q)(1 2f;3 4f) mmu 1 2 3f
'length
q)(enlist 5 11f) lsq (1 3f;2 4f)
1 2

/ A blank among characters is the least of them for a running extreme.
q)maxs "ab c"
"abbc"
q)mins "da b"
"da  "

// The least of a window of lists is taken item by item.
q)2 mmin(3 1;2 5;4 4)
3 1
2 1
2 4

// What deltas starts from may be a list: then the first of the result is one.
q)deltas[1 2;5 6 8]
4 3
1
2
q)deltas[0x;`a`b!1 2]
a| `long$()
b| 1

// A window may be longer than the list.
q)5 msum 2000.01.02 2000.01.03
1 3i
q)0W msum 2000.01.02 2000.01.03
1 3i
