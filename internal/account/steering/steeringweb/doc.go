// Package steeringweb shows the overview board (总览) and the plan's 17 actions. It serves action 14 (组织领导): the board
// opens with what is not measured, then shows the four gaps, then which action has an indicator that could raise a task.
//
// Every sentence about a gap is chosen by the numbers, so that an import changes what the board says. Pages work without
// script, in large print, by keyboard, in Chinese and English.
//
// Limits, told honestly: whether a goal's date has passed is read when a page is rendered, and a rendered page is kept
// until the data changes. Tasks come with a later release and have no place on the board before.
package steeringweb
