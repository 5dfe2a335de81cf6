using Basalt.Errors;

namespace Basalt.Storage.Sql;

/// <summary>From a query's shape to SQL. Stateless: the caller keeps what it compiled.</summary>
internal sealed class SqlPlanner(SqlDialect dialect)
{
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: the shape asks for what no engine could answer, such as
    /// the records that refer to one that is not stored yet.</exception>
    public SqlPlan Compile(QueryShape shape) => new(
        new Query(dialect, shape).Rows(), () => new Query(dialect, shape).Count(), (limit, isFirst, last) => new Query(dialect, shape).Page(limit, isFirst, last),
        () => new Query(dialect, shape).Check());

    private sealed class Query
    {
        private readonly SqlContext _context;
        private readonly QueryShape _shape;
        private readonly SqlJoins _joins;
        private readonly SqlConditions _conditions;
        private readonly SqlScope _scope = new();

        public Query(SqlDialect dialect, QueryShape shape)
        {
            _context = new SqlContext(dialect, shape);
            _shape = shape;
            _joins = new SqlJoins(_context);
            _conditions = new SqlConditions(_context, _joins);
            _scope.Add(shape.Query.Root, NeedsAlias(shape) ? SqlText.Of($"r") : SqlText.Empty);
            foreach (var source in shape.Query.Sources.Where(s => !SourceUse.Multiplies(s))) _scope.Add(source, _context.NextAlias());
        }

        public SqlStatement Rows() => Statement(SqlText.Join($" ", [Select(), _shape.IsOfOneRow ? SqlText.Empty : Window()]));

        public SqlStatement Page(int? limit, bool isFirst, Func<SqlParameters, SqlText>? last)
        {
            var select = Select(last);
            if (limit is not { } most) return Statement(SqlText.Of($"{select} {Window()}"));
            var limited = SqlText.Of($"{select} LIMIT {SqlText.Whole(most)}");
            return Statement(isFirst ? limited : SqlText.Of($"{limited} OFFSET {_context.Parameters.Add(new SqlParameterUse(SqlValueSource.Offset))}"));
        }

        private SqlText Select(Func<SqlParameters, SqlText>? last = null)
        {
            var columns = _shape.Columns.IsEmpty ? SqlText.Of($"1") : SqlText.Join($", ", _shape.Columns.Select(Column));
            if (last is not null) columns = SqlText.Of($"{columns}, {last(_context.Parameters)}");
            var where = Where();
            var order = IsOrdered ? new SqlSort(_context, _joins, _conditions.Operands).Write(_scope) : SqlText.Empty;
            var from = From();
            return SqlText.Join($" ", [SqlText.Of($"SELECT {columns} FROM {from}"), where, order.IsEmpty ? order : SqlText.Of($"ORDER BY {order}")]);
        }

        private SqlText Window() => _context.Dialect.Window(
            _context.Parameters.Add(new SqlParameterUse(SqlValueSource.Limit)), _context.Parameters.Add(new SqlParameterUse(SqlValueSource.Offset)));

        public SqlStatement Count() => Statement(SelectCount());

        public SqlStatement Check()
        {
            var count = SelectCount();
            return Statement(_context.Dialect.FailUnlessEqual(count, _context.Dialect.Numbered(_context.Parameters.Count + 1)));
        }

        private SqlText SelectCount()
        {
            var where = Where();
            return SqlText.Join($" ", [SqlText.Of($"SELECT COUNT(*) FROM {From()}"), where]);
        }

        // One row has no order, and whether there is any does not depend on one.
        private bool IsOrdered => _shape is { Columns.IsEmpty: false, IsOfOneRow: false };

        private SqlText Where()
        {
            var selected = _shape.VirtualRoot ? SqlText.Empty : new SqlSelectors(_context).Write(_shape.Rows, _scope);
            var matches = _shape.Query.Where is { } condition ? _conditions.Write(condition, _scope) : SqlText.Empty;
            var where = SqlText.Join($" AND ", [selected, matches]);
            return where.IsEmpty ? where : SqlText.Of($"WHERE {where}");
        }

        // Last, when it is known which of the joined sources are read.
        private SqlText From()
        {
            var table = _shape.VirtualRoot ? Candidate() : _context.Dialect.Table(_shape.Collection);
            return SqlText.Of($"{(NeedsAlias(_shape) ? SqlText.Of($"{table} AS r") : table)}{_joins.JoinUsed(_scope)}");
        }

        private SqlText Candidate()
        {
            var fields = _shape.Collection.Fields.Select((f, i) =>
                SqlText.Of($"{_context.Dialect.Stored(_context.Parameters.Add(new SqlParameterUse(SqlValueSource.Candidate, i)), f)} AS {_context.Dialect.Name(f.Name)}"));
            return SqlText.Of($"(SELECT {SqlText.Join($", ", fields)})");
        }

        private SqlText Column(int ordinal)
        {
            var field = _shape.Collection.Fields[ordinal];
            return _context.Dialect.Shown(_scope.Column(_shape.Query.Root, _context.Dialect.Name(field.Name)), field);
        }

        private SqlStatement Statement(SqlText sql) => new(sql.ToString(), _context.Parameters.ToRecipe());

        // Inside a subquery a bare name could be taken for a column of the subquery's own tables.
        private static bool NeedsAlias(QueryShape shape) =>
            shape.VirtualRoot || !shape.Query.Sources.IsEmpty || shape.Rows is RowSelector.ByIds or RowSelector.Referring;
    }
}
