// Package route plans who visits whom and when (居家照护路线与排班): home health care routing and scheduling, and vehicle routing with time windows.
package route
