using DrEvents.Backend.Features.Dispatch;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Dispatch;

public class AfterCommandsTests
{
    [Fact]
    public async Task a_page_waits_for_the_commands_and_is_applied_once()
    {
        var commands = new CommandsFirst(new FakeTimeProvider());
        var pages = new CountedPages();
        var dispatch = commands.Begin();

        var page = new AfterCommands(pages, commands).ApplyAsync(null!, [], CancellationToken.None);
        pages.Applied.ShouldBe(0);
        dispatch.Dispose();

        await page;
        pages.Applied.ShouldBe(1);
    }

    private sealed class CountedPages : IProjection
    {
        public int Applied { get; private set; }

        public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
        {
            Applied++;
            return Task.CompletedTask;
        }
    }
}
