// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package workdays counts working days (工作日): Monday to Friday, except the
// statutory holidays (法定节假日), and with the days at weekends that are worked
// to make up for them (调休上班).
//
// # Where the facts come from
//
// Each autumn the General Office of the State Council (国务院办公厅) announces the
// days of the next year in one notice, sometimes changed by a later one. The file
// notices.txt holds what the notices for 2018 to 2026 say in the end, with their
// numbers. A notice may hold days of the December before its year and of the
// January after it: that for 2019 starts at 2018-12-29.
//
// A year without a notice counts Monday to Friday, and what is counted in it is
// provisional. Those days of a neighbouring notice that lie in such a year count
// as that notice says, and are provisional all the same. A year with a notice is
// not provisional, although the next notice may still say something of its last
// days; a calendar's version tells that it changed.
//
// # Adding a notice
//
// A cluster gets a notice that this release does not know, or a correction, from
// a ConfigMap. Each key of its data is a year and replaces the whole notice for
// that year, so that nothing of a wrong one remains. It must therefore be
// complete. To correct a year, begin with its section of notices.txt. The format,
// with days that are made up:
//
//	data:
//	  "2027": |
//	    # a comment; blank lines are skipped
//	    2027-01-01 holiday 元旦
//	    2027-02-05..2027-02-11 holiday 春节
//	    2027-02-14 workday 春节
//	    …
//
// A line is a day, or a range with both its ends, then holiday or workday, then
// the occasion, which may be left out and has no effect. A day is stated once and
// lies in the year of its key, the December before or the January after. Only a
// Saturday or Sunday can be made a workday, as the other days are workdays
// anyhow. The days that are holidays whatever a notice moves about them
// (1 January, 1 May, 1 October) must be there: without them a notice is not
// complete. The bounds are 16 KiB, 256 bytes a line and 100 days for each year.
//
// A release of the operator gets a notice as a new section of notices.txt, its
// lines the same as in the ConfigMap, and its days in
// testdata/exceptional-days.txt, taken from the notice once more.
package workdays
