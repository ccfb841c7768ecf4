using DrEvents.Faults.Tests.Running;
using DrEvents.Ven.Log;

namespace DrEvents.Faults.Tests.Proof;

/// <summary>What a proof asks: the backend's word, and the VENs' own.</summary>
internal interface IProvableSystem
{
    /// <summary>A backend that runs.</summary>
    BackendProcess Backend { get; }

    /// <summary>What a VEN wrote down, oldest first.</summary>
    Task<IReadOnlyList<LogEntry>> ReadLogAsync(string venId);
}
