// Each collection runs a system and a browser of its own, and waits more than it works: one alone takes a third of a processor.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
