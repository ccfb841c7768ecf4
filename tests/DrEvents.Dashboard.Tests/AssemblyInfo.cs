// Each collection runs a system and a browser of its own, and one of them keeps a processor busy: two at a time only make each other wait.
[assembly: Xunit.v3.Parallelization(MaxThreads = 1)]
