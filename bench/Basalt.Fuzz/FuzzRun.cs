using System.Diagnostics;
using System.Globalization;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Tests.Shared;

namespace Basalt.Fuzz;

/// <summary>Binds every input as a rule, a filter and a sort, and holds what binds against a few records.</summary>
internal sealed class FuzzRun(long seed)
{
    private const int SlowKept = 100;

    private readonly Collection _posts = FilterWorld.Collection("posts");
    private readonly Record[] _rows = [.. FilterWorld.RecordsOf("posts")];
    private readonly RuleRequest _request = (FilterCases.Matching[0] with { Caller = "u1", Query = new() { ["q"] = "a%" } }).Request;
    private readonly Lock _reporting = new();
    private readonly Stopwatch _watch = new();
    private readonly PriorityQueue<long, long> _slow = new(); // numbers of the slowest inputs by ticks, the least slow one first
    private long _inputs;
    private long _accepted;
    private long _refused;
    private long _others;
    private long _slowTicks; // what it takes to be among the slowest

    public long Others => _others;

    public void Start(long inputs)
    {
        _watch.Start();
        Parallel.For(0L, inputs, number =>
        {
            var text = new FuzzInput(seed, number).Next();
            var started = Stopwatch.GetTimestamp();
            Try(number, text);
            NoteTime(number, Stopwatch.GetTimestamp() - started);
            Interlocked.Increment(ref _inputs);
        });
        _watch.Stop();
    }

    public string Summary()
    {
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"inputs {_inputs}, accepted {_accepted}, refused {_refused}, other exceptions {_others}, {_inputs / _watch.Elapsed.TotalSeconds:F0} a second");
        var (slowest, milliseconds) = Slowest(); // counts as well, so it comes after
        return string.Create(CultureInfo.InvariantCulture, $"{counts}, slowest: input {slowest} with {milliseconds:F2} ms");
    }

    // In the run an input may have been slow because something else had the processor: the slowest ones are timed again, alone.
    private (long Number, double Milliseconds) Slowest() => _slow.UnorderedItems
        .Select(slow => (slow.Element, Enumerable.Range(0, 3).Min(_ => TimeAlone(slow.Element))))
        .MaxBy(timed => timed.Item2);

    private double TimeAlone(long number)
    {
        var text = new FuzzInput(seed, number).Next();
        var started = Stopwatch.GetTimestamp();
        Try(number, text);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private void Try(long number, string text)
    {
        try
        {
            Interlocked.Increment(ref Bind(new RuleTexts(text) { CallerCollectionId = "pbc_users" }) ? ref _accepted : ref _refused);
            Bind(new RuleTexts(null, text));
            Bind(new RuleTexts(null, text, IsSuperuser: true));
            Bind(new RuleTexts(null, Sort: text));
        }
#pragma warning disable CA1031 // any exception is what is looked for
        catch (Exception bug)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _others);
            lock (_reporting) Console.Error.WriteLine($"input {number}: {System.Text.Json.JsonEncodedText.Encode(text)}\n{bug}\n");
        }
    }

    private bool Bind(RuleTexts texts)
    {
        try
        {
            var query = RuleBinder.Bind(FilterWorld.Schema, _posts, texts);
            var values = ParameterValues.Resolve(query, _request, TimeProvider.System);
            foreach (var row in _rows) RuleEvaluator.Evaluate(query, row, values);
            return true;
        }
        catch (BasaltException refusal) when (refusal.Kind is ErrorKind.Invalid or ErrorKind.Denied)
        {
            return false;
        }
    }

    private void NoteTime(long number, long ticks)
    {
        if (ticks <= Volatile.Read(ref _slowTicks)) return;
        lock (_slow)
        {
            _slow.Enqueue(number, ticks);
            if (_slow.Count <= SlowKept) return;
            _slow.Dequeue();
            _slow.TryPeek(out _, out var least);
            Volatile.Write(ref _slowTicks, least);
        }
    }
}
