// Each class has a system of its own and mostly waits for the clock; more at once than there are processors is no load.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
