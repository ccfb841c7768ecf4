// Each collection runs a system and a browser of its own. Two that are set up at the same moment met in Wolverine's names of messages, and one failed.
[assembly: Xunit.v3.Parallelization(MaxThreads = 1)]
