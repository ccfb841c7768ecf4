using Microsoft.Playwright;

namespace DrEvents.Testing.Browsing;

/// <summary>What a page keeps in the browser's memory after its garbage was collected.</summary>
/// <param name="HeapMiB">The heap of its scripts.</param>
/// <param name="Nodes">Nodes of its document.</param>
public sealed record Memory(double HeapMiB, int Nodes)
{
    /// <summary>Collects a page's garbage, and reads what is left.</summary>
    public static async Task<Memory> OfAsync(IPage page)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("HeapProfiler.collectGarbage");
        var heap = (await devTools.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
        var nodes = (await devTools.SendAsync("Memory.getDOMCounters"))!.Value.GetProperty("nodes").GetInt32();
        await devTools.DetachAsync();
        return new Memory(heap / 1024 / 1024, nodes);
    }
}
